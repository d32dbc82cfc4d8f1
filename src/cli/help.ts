import yargs from 'yargs/yargs';
import type { CommandSpec, Program } from './command.js';
import { COMMON_OPTIONS } from './parse-arguments.js';

/** Widest line of a help text. */
const WIDTH = 100;

/** The help of one command. */
export async function commandHelp(name: string, spec: CommandSpec): Promise<string> {
  const parser = yargs([])
    .locale('en')
    .scriptName(name)
    .help(false)
    .version(false)
    .wrap(Math.min(process.stdout.columns || WIDTH, WIDTH))
    .usage(`${spec.summary}\n\nUsage: ${name} [OPTIONS] ${spec.arguments}`.trimEnd());
  for (const [key, { alias, describe, choices, value, ...rest }] of Object.entries({
    ...spec.options,
    ...COMMON_OPTIONS,
  })) {
    parser.option(key, {
      ...(alias !== undefined && { alias }),
      ...(choices !== undefined && { choices }),
      ...(rest.default !== undefined && { default: rest.default }),
      describe: value === undefined ? describe : `${describe} [${value}]`,
    });
  }
  // An example stays on one line of its own, so that it can be copied.
  const examples = spec.examples.flatMap(([line, description]) => [
    `  # ${description}`,
    `  ${name} ${line}`.trimEnd(),
  ]);
  if (spec.notes !== undefined) parser.epilogue(spec.notes);
  return `${await parser.getHelp()}\n\nExamples:\n${examples.join('\n')}\n`;
}

/** The help of a program: its commands. */
export function programHelp({ name, summary, commands }: Program): string {
  const width = Math.max(...commands.map((command) => command.name.length)) + 2;
  return [
    summary,
    '',
    `Usage: ${name} COMMAND [OPTIONS] ...`,
    '',
    'Commands:',
    ...commands.map((command) => `  ${command.name.padEnd(width)}${command.summary}`),
    '',
    'Options:',
    '  -h, --help      Show this help, or that of a command',
    '      --version   Show the version',
    '',
    `Run '${name} COMMAND --help' for the options and examples of a command.`,
    '',
  ].join('\n');
}
