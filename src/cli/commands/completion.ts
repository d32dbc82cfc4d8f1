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
    const crit = await wordsOf(CRIT_COMMANDS);
    const commands = (await wordsOf(COMMANDS)).map((word) =>
      word.name === 'crit' ? { ...word, below: crit } : word,
    );
    await output.write(
      renderCompletion(shell, [
        { name: 'checkpointctl', describe: '', below: commands },
        { name: 'crit', describe: '', below: crit },
      ]),
    );
    return undefined;
  },
};

async function wordsOf(refs: readonly CommandRef[]): Promise<CompletionWord[]> {
  return await Promise.all(
    refs.map(async ({ name, summary, load }) => {
      const { options, arguments: usage } = await load();
      const choices = /^[a-z]+(?:\|[a-z]+)+$/.test(usage) ? usage.split('|') : [];
      return {
        name,
        describe: summary,
        below: choices.map((choice) => ({ name: choice, describe: '', below: [] })),
        options: Object.entries({ ...options, ...COMMON_OPTIONS }).map(([key, option]) => ({
          name: `--${key}`,
          describe: option.describe,
          takesValue: option.type === 'string',
          choices: option.choices ?? [],
        })),
      };
    }),
  );
}
