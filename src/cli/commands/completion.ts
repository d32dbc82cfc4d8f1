import { renderCompletion, SHELLS, type CompletionWord } from '../../render/completion.js';
import { oneOf } from '../argument.js';
import { type Command, type CommandRef, defineCommand } from '../command.js';
import { CRIT_COMMANDS } from '../crit/commands.js';
import { withCommonOptions } from '../common-options.js';
import { longName } from '../option.js';
import { outcome } from '../outcome.js';
import { UsageError } from '../usage-error.js';

/** @param commands those of checkpointctl, which has this one among them */
export function completionOf(commands: readonly CommandRef[]): Command {
  return defineCommand({
    summary: 'Print a completion script for a shell',
    arguments: {
      shell: oneOf(
        SHELLS,
        (word) => new UsageError(`no completion for ${word} (choose from ${SHELLS.join(', ')})`),
      ),
    },
    options: {},
    examples: [
      ['bash > ~/.local/share/bash-completion/completions/checkpointctl', 'For bash'],
      ['zsh > "${fpath[1]}/_checkpointctl"', 'For zsh'],
      ['powershell >> $PROFILE', 'For PowerShell'],
      ['fish > ~/.config/fish/completions/checkpointctl.fish', 'For fish'],
    ],
    async run({ shell }, { out }) {
      const programs = await Promise.all([
        wordOf('checkpointctl', '', commands),
        wordOf('crit', '', CRIT_COMMANDS),
      ]);
      await out.write(renderCompletion(shell, programs));
      return outcome();
    },
  });
}

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

function wordsBelow(command: Command): Omit<CompletionWord, 'name' | 'describe'> {
  const words = Object.values(command.arguments);
  const position = words.findIndex(({ choices }) => choices !== undefined) + 1;
  const choices = words[position - 1]?.choices;
  const asked = words.findIndex(({ offers }) => offers !== undefined) + 1;
  // What lies in an archive is asked for where one is named.
  const askedFrom = words[asked - 1]?.offers === 'members' ? Math.max(asked, 2) : asked;
  return {
    below: [],
    ...(choices !== undefined && { argument: { position, choices } }),
    ...(asked > 0 && { askedFrom }),
    options: Object.entries(withCommonOptions(command.options)).map(([key, option]) => ({
      name: `--${longName(key)}`,
      aliases: [option.alias ?? []]
        .flat()
        .map((name) => (name.length === 1 ? `-${name}` : `--${name}`)),
      describe: option.describe,
      takesValue: option.value !== undefined,
      choices: option.choices ?? [],
      isAsked: option.offers !== undefined,
    })),
  };
}
