import { statSync } from 'node:fs';
import type { Argument } from '../argument.js';
import type { CommandLook, Program } from '../command.js';
import { withCommonOptions } from '../common-options.js';
import { joinValues } from '../join-values.js';
import type { Offers } from '../offers.js';
import { longName, type OptionLook } from '../option.js';

/** What may stand where the last word of a line is. */
export interface Offer {
  readonly offers: Offers;
  /** What stands in that word before the value: `--pid=`, or values of a list with their comma. */
  readonly before: string;
  /** As far as the value is typed. */
  readonly typed: string;
  /** The archive that is named on the line, if there is one. */
  readonly archive?: string;
  readonly container?: string;
}

/** @param words of the line, without the program; the last is being typed */
export async function findOffer(
  program: Program,
  words: readonly string[],
): Promise<Offer | undefined> {
  const at = words.findIndex((word) => !word.startsWith('-'));
  const ref = program.commands.find(({ name }) => name === words[at]);
  if (ref === undefined || at === words.length - 1) return undefined;
  const command = await ref.load();
  const rest = words.slice(at + 1);
  return 'commands' in command ? await findOffer(command, rest) : offerOf(command, rest);
}

function offerOf(look: CommandLook, words: readonly string[]): Offer | undefined {
  const current = words.at(-1) ?? '';
  const options = withCommonOptions(look.options);
  const before = joinValues(words.slice(0, -1), options);
  const values = before.filter((word) => !word.startsWith('-') || word === '-');
  const archive = values.find(isThere);
  const container = before.find((word) => word.startsWith('--container='))?.slice(12);
  const named = {
    ...(archive !== undefined && { archive }),
    ...(container !== undefined && { container }),
  };

  const inOption = optionInside(current, before.at(-1) ?? '', options);
  if (inOption !== undefined) {
    const { option, start } = inOption;
    if (option.offers === undefined) return undefined;
    const comma = option.isCommaList === true ? current.lastIndexOf(',') + 1 : 0;
    const begin = Math.max(start, comma);
    return {
      ...{ offers: option.offers, before: current.slice(0, begin), typed: current.slice(begin) },
      ...named,
    };
  }
  const offers = argumentAt(look, values.length)?.offers;
  return offers === undefined ? undefined : { offers, before: '', typed: current, ...named };
}

/** The option whose value is being typed, and where in the word the value begins. */
function optionInside(
  current: string,
  previous: string,
  options: Readonly<Record<string, OptionLook>>,
): { option: OptionLook; start: number } | undefined {
  const [joined = ''] = joinValues([current], options);
  const equals = joined.indexOf('=');
  if (current.startsWith('-') && equals !== -1) {
    const option = find(joined.slice(0, equals), options);
    return option && { option, start: current.length - (joined.length - equals - 1) };
  }
  const option = find(previous, options);
  return option?.value === undefined ? undefined : { option, start: 0 };
}

function find(word: string, options: Readonly<Record<string, OptionLook>>): OptionLook | undefined {
  return Object.entries(options).find(([key, { alias = [] }]) =>
    [longName(key), alias].flat().some((name) => word === `--${name}`),
  )?.[1];
}

function argumentAt(look: CommandLook, index: number): Argument<unknown> | undefined {
  let end = 0;
  return Object.values(look.arguments).find(({ most }) => (end += most) > index);
}

/** Of a FIFO nothing is read for a suggestion. */
function isThere(word: string): boolean {
  const stats = statSync(word, { throwIfNoEntry: false });
  return stats !== undefined && (stats.isFile() || stats.isDirectory());
}
