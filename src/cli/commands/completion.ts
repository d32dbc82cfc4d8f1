import { renderCompletion, SHELLS, type CompletionWord } from '../../render/completion.js';
import type { Command, CommandRef } from '../command.js';
import { COMMANDS } from '../commands.js';
import { CRIT_COMMANDS } from '../crit/commands.js';
import { COMMON_OPTIONS } from '../parse-arguments.js';
import { UsageError } from '../failure.js';

export const command: Command = {
  summary: 'Print a completion script for a shell',
  arguments: SHELLS.join('|'),
  minArguments: 1,
  maxArguments: 1,
  options: {},
  examples: [
    ['bash > ~/.local/share/bash-completion/completions/checkpointctl', 'For bash'],
    ['zsh > "${fpath[1]}/_checkpointctl"', 'For zsh'],
    ['fish > ~/.config/fish/completions/checkpointctl.fish', 'For fish'],
  ],
  async run(args, output) {
    const shell = SHELLS.find((each) => each === args.positional[0]);
    if (shell === undefined) {
      throw new UsageError(
        `no completion for ${args.positional[0] ?? ''} (choose from ${SHELLS.join(', ')})`,
      );
    }
    const programs = await Promise.all([
      wordOf('checkpointctl', '', COMMANDS),
      wordOf('crit', '', CRIT_COMMANDS),
    ]);
    await output.write(renderCompletion(shell, programs));
    return undefined;
  },
};

async function wordOf(
  name: string,
  describe: string,
  commands: readonly CommandRef[],
): Promise<CompletionWord> {
  const below = commands.map(async (ref) => {
    const command = await ref.load();
    return 'commands' in command
      ? await wordOf(ref.name, ref.summary, command.commands)
      : { name: ref.name, describe: ref.summary, ...wordsBelow(command) };
  });
  return { name, describe, below: await Promise.all(below) };
}

function wordsBelow(command: Command): Pick<CompletionWord, 'below' | 'options' | 'argument'> {
  // `bash|zsh|fish`, or the last word of `DIR|ARCHIVE ps|fds|mems|rss`.
  const words = command.arguments.split(' ');
  const last = words.at(-1) ?? '';
  return {
    below: [],
    ...(/^[a-z]+(?:\|[a-z]+)+$/.test(last) && {
      argument: { position: words.length, choices: last.split('|') },
    }),
    options: Object.entries({ ...command.options, ...COMMON_OPTIONS }).map(([key, option]) => ({
      name: `--${key}`,
      describe: option.describe,
      takesValue: option.type === 'string',
      choices: option.choices ?? [],
    })),
  };
}
