import yargs from 'yargs/yargs';
import type { Arguments, CommandSpec, OptionSpec } from './command.js';
import { UsageError } from './failure.js';
import { joinValues } from './join-values.js';

/** Options that every command has. */
export const COMMON_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  help: { type: 'boolean', alias: 'h', describe: 'Show this help' },
  debug: { type: 'boolean', describe: 'Show the stack of an unexpected error' },
};

/** An option's values as yargs gives them: several when it was given several times. */
type Typed = string | boolean | (string | boolean)[] | undefined;

/**
 * Checks a command line against the spec.
 * @param argv what stands behind the command's name
 * @throws UsageError in the words that checkpointctl has always used
 */
export function parseArguments(spec: CommandSpec, argv: readonly string[]): Arguments {
  const options = { ...spec.options, ...COMMON_OPTIONS };
  const parsed = yargs(joinValues(argv, options))
    .locale('en')
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail(false)
    .parserConfiguration({
      'unknown-options-as-args': true,
      'camel-case-expansion': false,
      'dot-notation': false,
      'boolean-negation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'duplicate-arguments-array': true,
      'populate--': true,
    })
    .options(
      Object.fromEntries(
        Object.entries(options).map(([name, { type, alias }]) => [
          name,
          { type, ...(alias !== undefined && { alias }) },
        ]),
      ),
    )
    .parseSync();
  const typed = parsed as unknown as Record<string, unknown>;
  const behind = (typed['--'] as string[] | undefined) ?? [];
  const positional = parsed._.map(String);
  for (const word of positional) refuseUnknown(word);

  const flags = new Set<string>();
  const values = new Map<string, string>();
  const lists = new Map<string, string[]>();
  for (const [name, option] of Object.entries(options)) {
    const given = [(typed[name] as Typed) ?? option.default]
      .flat()
      .filter((each) => each !== undefined);
    const last = given.at(-1);
    if (last === undefined) continue;
    if (option.type === 'boolean') {
      if (last === true) flags.add(name);
      continue;
    }
    const checked = given.map((value) => checkValue(name, option, String(value)));
    values.set(name, checked.at(-1) ?? '');
    if (option.repeat === true) lists.set(name, checked);
  }
  const all = [...positional, ...behind];
  if (!flags.has('help')) checkCount(spec, all.length);
  return { positional: all, flags, values, lists };
}

function refuseUnknown(word: string): void {
  if (word.startsWith('--')) throw new UsageError(`unknown flag: ${word.replace(/=.*$/s, '')}`);
  if (word.startsWith('-') && word !== '-') {
    throw new UsageError(`unknown shorthand flag: '${word.charAt(1)}' in ${word}`);
  }
}

function checkValue(name: string, option: OptionSpec, value: string): string {
  if (value === '') throw new UsageError(`flag needs an argument: --${name}`);
  if (option.choices !== undefined && !option.choices.includes(value)) {
    const kind = name === 'format' ? 'output format' : name;
    throw new UsageError(`invalid ${kind}: ${value} (choose from ${option.choices.join(', ')})`);
  }
  return value;
}

function checkCount({ minArguments, maxArguments }: CommandSpec, count: number): void {
  if (minArguments === maxArguments && count !== minArguments) {
    throw new UsageError(`accepts ${minArguments} arg(s), received ${count}`);
  }
  if (count < minArguments) {
    throw new UsageError(`requires at least ${minArguments} arg(s), only received ${count}`);
  }
  if (count > maxArguments) {
    throw new UsageError(`accepts at most ${maxArguments} arg(s), received ${count}`);
  }
}
