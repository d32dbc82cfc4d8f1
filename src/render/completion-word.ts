/** A word of a command line: a program, a command, or a choice. */
export interface CompletionWord {
  readonly name: string;
  readonly describe: string;
  /** Words that may follow; files where there are none. */
  readonly below: readonly CompletionWord[];
  readonly options?: readonly CompletionOption[];
  /** An argument that is one of a few words; `position` counts arguments from 1. */
  readonly argument?: { readonly position: number; readonly choices: readonly string[] };
  /** From which argument on, counted from 1, the program is asked for arguments. */
  readonly askedFrom?: number;
}

export interface CompletionOption {
  /** With its dashes. */
  readonly name: string;
  /** Its other names, such as `-p`. */
  readonly aliases: readonly string[];
  readonly describe: string;
  readonly takesValue: boolean;
  /** Values to choose from; files where there are none. */
  readonly choices: readonly string[];
  /** Whether the program is asked for values. */
  readonly isAsked: boolean;
}

/** Every way from the program to a word, as the names joined by blanks. */
export function paths(word: CompletionWord, above: string): [string, CompletionWord][] {
  const path = above === '' ? word.name : `${above} ${word.name}`;
  return [[path, word], ...word.below.flatMap((each) => paths(each, path))];
}
