import type { Argument, Arguments } from './argument.js';
import { type CommandLook, type Typed, usageLine } from './command.js';
import { withCommonOptions } from './common-options.js';
import { didYouMean } from './did-you-mean.js';
import { longName, type OptionLook } from './option.js';
import { parseWords } from './parse-words.js';
import { UsageError } from './usage-error.js';

/** An option's values as yargs gives them: several when it was given several times. */
type Given = string | boolean | (string | boolean)[] | undefined;

/**
 * Takes a command line apart.
 * @param name of the program and the command, for messages
 * @param argv what stands behind the command's name
 * @throws UsageError in the words that checkpointctl has always used
 */
export function parseArguments(name: string, look: CommandLook, argv: readonly string[]): Typed {
  const options = withCommonOptions(look.options);
  // Without an option there is nothing to take apart, and what does it takes its time to load.
  const parsed = argv.some(looksLikeOption) ? parseWords(argv, options) : { _: argv };
  const before = (parsed['_'] as (string | number)[]).map(String);
  for (const word of before) refuseUnknown(word, options);

  const typed = new Map<string, readonly string[]>();
  for (const key of Object.keys(options)) {
    const given = [parsed[longName(key)] as Given].flat().filter((each) => each !== undefined);
    if (given.length === 0) continue;
    if (given.includes('')) throw new UsageError(`flag needs an argument: --${longName(key)}`);
    typed.set(key, given.map(String));
  }
  const words = [...before, ...((parsed['--'] as string[] | undefined) ?? [])];
  if (typed.get('help')?.at(-1) !== 'true') checkCount(name, look, words.length);
  return { words, options: typed };
}

function looksLikeOption(word: string): boolean {
  return word.startsWith('-') && word !== '-';
}

function refuseUnknown(word: string, options: Readonly<Record<string, OptionLook>>): void {
  if (!looksLikeOption(word)) return;
  const name = word.replace(/=.*$/s, '');
  const known = Object.entries(options).flatMap(([key, { alias = [], shorthands = {} }]) =>
    [longName(key), alias, Object.keys(shorthands)].flat().filter((each) => each.length > 1),
  );
  const advice = didYouMean(
    name.replace(/^--?/, '--'),
    known.map((each) => `--${each}`),
  );
  if (name.startsWith('--')) throw new UsageError(`unknown flag: ${name}${advice}`);
  const letter = Array.from(word)[1] ?? '';
  throw new UsageError(
    `unknown shorthand flag: '${letter}' in ${word}${name.length > 3 ? advice : ''}`,
  );
}

function checkCount(name: string, look: CommandLook, count: number): void {
  const all: readonly Argument<unknown>[] = Object.values<Argument<unknown>>(
    look.arguments satisfies Arguments,
  );
  const least = all.reduce((sum, each) => sum + each.least, 0);
  const most = all.reduce((sum, each) => sum + each.most, 0);
  if (count >= least && count <= most) return;
  const missing = all[count]?.label;
  const what = count < least && missing !== undefined ? `${missing} is missing` : 'too many';
  const usage = `${what} (usage: ${name} ${usageLine(look)})`;
  if (least === most) {
    throw new UsageError(`accepts ${least} arg(s), received ${count}: ${usage}`);
  }
  throw new UsageError(
    count < least
      ? `requires at least ${least} arg(s), only received ${count}: ${usage}`
      : `accepts at most ${most} arg(s), received ${count}: ${usage}`,
  );
}
