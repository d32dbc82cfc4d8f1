import { archiveName } from '../remote/archive-name.js';
import type { Offers } from './offers.js';

/** What stands behind the options, or between them: one word or several. */
export interface Argument<T> {
  /** As in `ARCHIVE`; a choice as in `bash|zsh|fish`. */
  readonly label: string;
  /** How the usage line shows it, where the command itself counts the words. */
  readonly usage?: string;
  readonly least: 0 | 1;
  readonly most: number;
  readonly choices?: readonly string[];
  /** What completion offers, where it is no choice. */
  readonly offers?: Offers;
  readonly parse: (words: readonly string[]) => T;
}

/** By name, in their order. */
export type Arguments = Readonly<Record<string, Argument<unknown>>>;

export type ArgumentValues<A extends Arguments> = {
  readonly [K in keyof A]: A[K] extends Argument<infer T> ? T : never;
};

/** One word that has to be there. */
export function one(label: string): Argument<string>;
export function one<T>(label: string, parse: (word: string) => T): Argument<T>;
export function one(label: string, parse = meaningOf(label)): Argument<unknown> {
  return { label, least: 1, most: 1, parse: ([word = '']) => parse(word) };
}

interface OneOfLook<C> {
  /** Other words that mean one of them. */
  readonly aliases?: Readonly<Record<string, C>>;
  /** What it is called, where the words themselves are too many. */
  readonly label?: string;
}

/** One word of a few. */
export function oneOf<C extends string>(
  choices: readonly C[],
  refuse: (word: string) => Error,
  { aliases = {}, label = choices.join('|') }: OneOfLook<C> = {},
): Argument<C> {
  const parse = ([word = '']: readonly string[]): C => {
    const known = Object.hasOwn(aliases, word) ? aliases[word] : undefined;
    const found = known ?? choices.find((each) => each === word);
    if (found === undefined) throw refuse(word);
    return found;
  };
  return { label, least: 1, most: 1, choices, parse };
}

/** One word that may be missing. */
export function maybe(label: string): Argument<string | undefined> {
  return { label, least: 0, most: 1, parse: ([word]) => word };
}

/** At least one word. */
export function many(label: string): Argument<readonly string[]>;
export function many<T>(label: string, parse: (word: string) => T): Argument<readonly T[]>;
export function many(label: string, parse = meaningOf(label)): Argument<readonly unknown[]> {
  return { label, least: 1, most: Infinity, parse: (words) => words.map(parse) };
}

/** Any number of words. */
export function any(label: string, usage?: string): Argument<readonly string[]> {
  const parse = meaningOf(label);
  const look = { label, ...(usage !== undefined && { usage }) };
  return { ...look, least: 0, most: Infinity, parse: (words) => words.map(parse) };
}

/** The name of an archive may have a secret in it. */
function meaningOf(label: string): (word: string) => string {
  return label.endsWith('ARCHIVE') && !label.startsWith('[') ? archiveName : (word) => word;
}

/** `ARCHIVE [MEMBER...]` */
export function argumentsUsage(all: Arguments): string {
  return Object.values(all)
    .map(({ label, usage, least, most }) => {
      if (usage !== undefined) return usage;
      const name = most > 1 ? `${label}...` : label;
      return least === 0 ? `[${name}]` : name;
    })
    .join(' ');
}

/** The words of each argument: what comes first gets its word first, the last the rest. */
export function assignWords(
  all: Arguments,
  words: readonly string[],
): Map<string, readonly string[]> {
  const assigned = new Map<string, readonly string[]>();
  let at = 0;
  for (const [name, { most }] of Object.entries(all)) {
    assigned.set(name, words.slice(at, at + most));
    at += most;
  }
  return assigned;
}
