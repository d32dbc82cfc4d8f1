import { manName, renderManPage, type ManOption, type ManPage } from '../render/man-page.js';
import { type Command, type CommandRef, type Program, usageLine } from './command.js';
import { withCommonOptions } from './common-options.js';
import { longName, type OptionLook } from './option.js';
import { VERSION } from './version.js';

/**
 * The manual pages of programs and of all their commands, made from the objects that their help is made from.
 * @returns pages by the names of their files
 */
export async function manPages(
  programs: readonly Program[],
  date: string,
): Promise<ReadonlyMap<string, string>> {
  const pages = (await Promise.all(programs.map((program) => pagesOf(program)))).flat();
  return new Map(
    pages.map((page) => [`${manName(page.command)}.1`, renderManPage(page, VERSION, date)]),
  );
}

async function pagesOf({ name, summary, commands }: Program): Promise<ManPage[]> {
  const below = await Promise.all(commands.map((ref) => pagesBelow(name, ref)));
  const page: ManPage = {
    ...{ command: name, summary, usage: 'COMMAND [OPTIONS] ...' },
    commands: commands.map((each) => [each.name, each.summary]),
    options: [
      { flags: ['-h', '--help'], describe: 'Show this help, or that of a command' },
      { flags: ['-v', '--version'], describe: 'Show the version' },
      { flags: ['--notices'], describe: 'Show the licences of what is built into this program' },
    ],
    ...{ examples: [], exits: [] },
    seeAlso: commands.map((each) => `${name} ${each.name}`),
  };
  return [page, ...below.flat()];
}

async function pagesBelow(name: string, ref: CommandRef): Promise<ManPage[]> {
  const command = await ref.load();
  const typed = `${name} ${ref.name}`;
  if ('commands' in command) return await pagesOf({ ...command, name: typed });
  return [commandPage(typed, name, command)];
}

function commandPage(command: string, program: string, look: Command): ManPage {
  const { summary, notes, examples, exits } = look;
  return {
    ...{ command, summary, examples, usage: usageLine(look), commands: [] },
    notes: [summary.endsWith('.') ? summary : `${summary}.`, notes ?? ''].join(' ').trim(),
    options: Object.entries(withCommonOptions(look.options)).flatMap(([key, option]) =>
      optionsOf(key, option),
    ),
    exits: [
      [exits.answered, exits.means?.answered ?? 'Success.'],
      ...(exits.means === undefined ? [] : [[exits.unanswered, exits.means.unanswered] as const]),
      [exits.damaged, 'An error, or part of the answer is missing.'],
    ],
    seeAlso: [program],
  };
}

function optionsOf(key: string, look: OptionLook): ManOption[] {
  const { alias = [], describe, value, choices, shorthands = {} } = look;
  const long = longName(key);
  const flags = [...[alias].flat(), long]
    .sort((a, b) => a.length - b.length)
    .map((name) => (name.length === 1 ? `-${name}` : `--${name}`));
  return [
    {
      ...{ flags, describe },
      ...(value !== undefined && { value }),
      ...(choices !== undefined && { choices }),
      ...(look.default !== undefined && look.default !== '' && { default: look.default }),
    },
    ...Object.entries(shorthands).map(([name, meant]) => ({
      ...{ flags: [`--${name}`], describe: `The same as --${long} ${meant}` },
    })),
  ];
}
