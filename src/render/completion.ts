export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/** A word of a command line: a program, a command, or a choice. */
export interface CompletionWord {
  readonly name: string;
  readonly describe: string;
  /** Words that may follow; files where there are none. */
  readonly below: readonly CompletionWord[];
  readonly options?: readonly CompletionOption[];
}

export interface CompletionOption {
  /** With its dashes. */
  readonly name: string;
  readonly describe: string;
  readonly takesValue: boolean;
  /** Values to choose from; files where there are none. */
  readonly choices: readonly string[];
}

/** A script that teaches a shell the programs' commands, options and values. */
export function renderCompletion(shell: Shell, programs: readonly CompletionWord[]): string {
  switch (shell) {
    case 'bash':
      return programs.map((program) => bashFunction(program)).join('\n');
    case 'zsh':
      // zsh runs bash's functions through this bridge.
      return [
        `#compdef ${programs.map(({ name }) => name).join(' ')}`,
        'autoload -U +X bashcompinit && bashcompinit',
        ...programs.map((program) => bashFunction(program)),
      ].join('\n');
    case 'fish':
      return programs.flatMap((program) => fishLines(program)).join('\n') + '\n';
  }
}

/** Every way from the program to a word, as the names joined by blanks. */
function paths(word: CompletionWord, above: string): [string, CompletionWord][] {
  const path = above === '' ? word.name : `${above} ${word.name}`;
  return [[path, word], ...word.below.flatMap((each) => paths(each, path))];
}

function bashFunction(program: CompletionWord): string {
  const known = paths(program, '');
  const words = known.map(([path, word]) => {
    const offered = [
      ...word.below.map(({ name }) => name),
      ...(word.options ?? []).map(({ name }) => name),
    ];
    return `    '${path}') words='${offered.join(' ')}' ;;`;
  });
  const values = known.flatMap(([path, word]) =>
    (word.options ?? [])
      .filter(({ choices }) => choices.length > 0)
      .map(({ name, choices }) => `    '${path} ${name}') words='${choices.join(' ')}' ;;`),
  );
  return `_${program.name}_complete() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  local path='${program.name}' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
${known
  .slice(1)
  .map(([path]) => `    '${path}') path='${path}' ;;`)
  .join('\n')}
    esac
  done
  case "$path" in
${words.join('\n')}
  esac
  case "$path $before" in
${values.length > 0 ? values.join('\n') : "    '') ;;"}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F _${program.name}_complete ${program.name}
`;
}

function fishLines(program: CompletionWord): string[] {
  return paths(program, '').flatMap(([path, word]) => {
    const [, ...commands] = path.split(' ');
    const seen = commands.map((name) => `__fish_seen_subcommand_from ${name}`);
    const names = word.below.map(({ name }) => name).join(' ');
    const unseen = word.below.length > 0 ? [`not __fish_seen_subcommand_from ${names}`] : [];
    const line = (conditions: string[], rest: string) =>
      `complete -c ${program.name}${conditions.length > 0 ? ` -n '${conditions.join('; and ')}'` : ''} ${rest}`;
    return [
      ...word.below.map((each) =>
        line([...seen, ...unseen], `-f -a ${each.name}${describeFish(each.describe)}`),
      ),
      ...(word.options ?? []).map(({ name, describe, takesValue, choices }) => {
        const value =
          choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : takesValue ? ' -r' : '';
        return line(seen, `-l ${name.slice(2)}${value}${describeFish(describe)}`);
      }),
    ];
  });
}

function describeFish(text: string): string {
  return text === '' ? '' : ` -d '${text.replaceAll("'", "\\'")}'`;
}
