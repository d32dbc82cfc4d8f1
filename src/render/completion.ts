import { powershellCompleter } from './completion-powershell.js';
import { type CompletionWord, paths } from './completion-word.js';

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

export type Shell = (typeof SHELLS)[number];

export type { CompletionWord };

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
    case 'powershell':
      return programs.map((program) => powershellCompleter(program)).join('\n');
  }
}

/**
 * A function for bash, which zsh can run too. Options are offered behind a dash; elsewhere commands,
 * and where there are none file names. Its variables are none that zsh knows: `path` is its PATH.
 */
function bashFunction(program: CompletionWord): string {
  const known = paths(program, '');
  const arm = (pattern: string, words: readonly string[]) =>
    words.length === 0 ? [] : [`      '${pattern}') words='${words.join(' ')}' ;;`];
  const commands = known.flatMap(([path, { below }]) =>
    arm(
      `${path} 0`,
      below.map(({ name }) => name),
    ),
  );
  const choices = known.flatMap(([path, { argument }]) =>
    argument === undefined ? [] : arm(`${path} ${argument.position - 1}`, argument.choices),
  );
  const options = known.flatMap(([path, word]) =>
    arm(
      path,
      (word.options ?? []).map(({ name }) => name),
    ),
  );
  const values = known.flatMap(([path, word]) =>
    (word.options ?? []).flatMap(({ name, aliases, choices }) =>
      [name, ...aliases].flatMap((each) => arm(`${path} ${each}`, choices)),
    ),
  );
  const asked = known.flatMap(([path, word]) =>
    (word.options ?? [])
      .filter(({ isAsked }) => isAsked)
      .flatMap(({ name, aliases }) => [name, ...aliases].map((each) => `'${path} ${each}'`)),
  );
  const askedArguments = known.flatMap(([path, { askedFrom }]) =>
    askedFrom === undefined ? [] : [`      '${path}') asked=${askedFrom} ;;`],
  );
  const steps = known.slice(1).map(([path]) => `      '${path}') spot='${path}' ;;`);
  return `_${program.name}_complete() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  local spot='${program.name}' arguments=0 word words='' asked=1000
  # In --option=value the equals sign is a word of its own.
  if [[ $current == '=' ]]; then current=''; fi
  if [[ $before == '=' ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for word in "\${COMP_WORDS[@]:1:$((COMP_CWORD-1))}"; do
    case "$spot $word" in
${steps.join('\n')}
      *' -'*) ;;
      *) arguments=$((arguments+1)) ;;
    esac
  done
  case "$spot $before" in
${[...values, "      '') ;;"].join('\n')}
  esac
  if [[ -z $words && $current == -* ]]; then
    case "$spot" in
${[...options, "      '') ;;"].join('\n')}
    esac
  elif [[ -z $words ]]; then
    case "$spot $arguments" in
${[...commands, ...choices, "      '') ;;"].join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ -n $words || $current == -* ]]; then return; fi
  case "$spot" in
${[...askedArguments, "      '') ;;"].join('\n')}
  esac
  case "$spot $before" in
    ${[...asked, "''"].join('|')}) asked=0 ;;
  esac
  if [[ $arguments -lt $((asked-1)) ]]; then return; fi
  # The program knows what may stand there, and quotes it.
  while IFS= read -r word; do
    if [[ -n $word ]]; then COMPREPLY+=("$word"); fi
  done <<< "$("\${COMP_WORDS[0]/#\\~/$HOME}" --complete bash "\${COMP_LINE:0:$COMP_POINT}" \\
    "\${COMP_WORDS[$COMP_CWORD]}" 2> /dev/null)"
}
complete -o bashdefault -o default -F _${program.name}_complete ${program.name}
`;
}

function fishLines(program: CompletionWord): string[] {
  const ask = `(${program.name} --complete fish (commandline -cp) 2> /dev/null)`;
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
      ...(word.askedFrom === undefined ? [] : [line(seen, `-a '${ask}'`)]),
      ...(word.argument?.choices ?? []).map((choice) => line(seen, `-a ${choice}`)),
      ...(word.options ?? []).map(({ name, aliases, describe, takesValue, choices, isAsked }) => {
        const offered = isAsked ? ask : choices.join(' ');
        const value = offered !== '' ? ` -x -a '${offered}'` : takesValue ? ' -r' : '';
        const letters = aliases.map((each) =>
          each.startsWith('--') ? ` -l ${each.slice(2)}` : ` -s ${each.slice(1)}`,
        );
        return line(
          seen,
          `-l ${name.slice(2)}${letters.join('')}${value}${describeFish(describe)}`,
        );
      }),
    ];
  });
}

function describeFish(text: string): string {
  return text === '' ? '' : ` -d '${text.replaceAll("'", "\\'")}'`;
}
