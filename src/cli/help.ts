import yargs from 'yargs/yargs';
import { displayWidth } from '../render/display-width.js';
import { safeText } from '../render/safe-text.js';
import { type CommandLook, type OtherCommands, type Program, usageLine } from './command.js';
import { withCommonOptions } from './common-options.js';
import { longName } from './option.js';

/** Widest line of a help text. */
const WIDTH = 100;

/**
 * The help of one command.
 * @param width of the terminal, where there is one
 */
export async function commandHelp(name: string, look: CommandLook, width = WIDTH): Promise<string> {
  const parser = yargs([])
    .locale('en')
    .scriptName(name)
    .help(false)
    .version(false)
    .wrap(Math.min(width, WIDTH))
    .usage(`${look.summary}\n\nUsage: ${name} ${usageLine(look)}`);
  for (const [key, { alias, describe, choices, value, shorthands = {}, ...rest }] of Object.entries(
    withCommonOptions(look.options),
  )) {
    parser.option(longName(key), {
      ...(alias !== undefined && { alias }),
      ...(choices !== undefined && { choices }),
      ...(rest.default !== undefined && { default: rest.default }),
      describe: value === undefined ? describe : `${describe} [${value}]`,
    });
    for (const [short, meant] of Object.entries(shorthands)) {
      parser.option(short, { describe: `The same as --${longName(key)} ${meant}` });
    }
  }
  // An example stays on one line of its own, so that it can be copied.
  const examples = look.examples.flatMap(([line, description]) => [
    `  # ${description}`,
    `  ${name} ${line}`.trimEnd(),
  ]);
  if (look.notes !== undefined) parser.epilogue(look.notes);
  return `${await parser.getHelp()}\n\nExamples:\n${examples.join('\n')}\n`;
}

/**
 * The help of a program: its commands.
 * @param others commands of others, and what they say that they do
 * @param columns of the terminal, where there is one
 */
export function programHelp(
  { name, summary, commands }: Program,
  others: Awaited<ReturnType<OtherCommands['list']>> = [],
  columns = WIDTH,
): string {
  const width = Math.max(...[...commands, ...others].map((each) => each.name.length)) + 2;
  const most = Math.min(columns, WIDTH);
  const row = (title: string, words: string) => hanging(`  ${title.padEnd(width)}`, words, most);
  return [
    summary,
    '',
    `Usage: ${name} COMMAND [OPTIONS] ...`,
    '',
    'Commands:',
    ...commands.flatMap((command) => row(command.name, command.summary)),
    ...(others.length === 0 ? [] : ['', 'Plugins:']),
    ...others.flatMap(({ name: other, description = 'Plugin provided by PATH' }) =>
      row(safeText(other), safeText(description)),
    ),
    '',
    'Options:',
    ...hanging('  -h, --help      ', 'Show this help, or that of a command', most),
    ...hanging('  -v, --version   ', 'Show the version', most),
    ...hanging('      --notices   ', 'Show the licences of what is built into this program', most),
    '',
    ...hanging('', `Run '${name} COMMAND --help' for the options and examples of a command.`, most),
    '',
  ].join('\n');
}

/** Fewest columns for words behind a title. */
const NARROW = 24;

/** Words behind a title, in lines of so many columns. */
function hanging(title: string, words: string, columns: number): string[] {
  const room = Math.max(columns - title.length, NARROW);
  const lines = [''];
  for (const word of words.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (displayWidth(`${line} ${word}`) <= room) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, index) => (index === 0 ? title : ' '.repeat(title.length)) + line);
}
