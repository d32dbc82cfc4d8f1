import type { Offers } from './offers.js';
import { UsageError } from './usage-error.js';

/** How an option is typed and told: what help, completion and the parser of words know of it. */
export interface OptionLook {
  readonly describe: string;
  /** One letter, or another long name. */
  readonly alias?: string | readonly string[];
  /** What a value is called in the help, such as `FILE`. An option without it takes no value. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** What completion offers, where it is no choice. */
  readonly offers?: Offers;
  /** Set for several values behind commas. */
  readonly isCommaList?: true;
  readonly default?: string;
  /** What the option means without a value, which it then has behind `=`, or as the next word if that is a choice. */
  readonly implied?: string;
  /** Options that stand for one of its values: `json: 'json'` for `--json`. */
  readonly shorthands?: Readonly<Record<string, string>>;
  readonly required?: true;
}

/** One option: from this object come parser, help and completion, and the type of its value. */
export interface Option<T> extends OptionLook {
  /**
   * What was typed as a value.
   * @param words every value that was given, in order; the default when none was
   * @param flag the option as messages name it: `-p, --pid`
   * @throws UsageError
   */
  readonly parse: (words: readonly string[], flag: string) => T;
}

/** By their names in camelCase: `printStats` is `--print-stats`. */
export type Options = Readonly<Record<string, Option<unknown>>>;

export type ValuesOf<O extends Options> = {
  readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never;
};

/** What one word means. It may throw a UsageError of its own, or tell what is wrong with the word. */
export type ParseWord<T> = (word: string, flag: string) => T;

type Look = Omit<OptionLook, 'value' | 'default'> & { readonly value: string };

/** An option that is given or not. */
export function flag(look: Omit<OptionLook, 'value'>): Option<boolean> {
  return { ...look, parse: (words) => words.at(-1) === 'true' };
}

/** An option with one value: of several the last counts. */
export function single<T>(
  look: Look & { readonly default: string },
  parse: ParseWord<T>,
): Option<T>;
export function single<T>(look: Look, parse: ParseWord<T>): Option<T | undefined>;
export function single<T>(
  look: Look & { readonly default?: string },
  parse: ParseWord<T>,
): Option<T | undefined> {
  return {
    ...look,
    parse(words, flag) {
      const last = words.at(-1);
      return last === undefined ? undefined : parse(last, flag);
    },
  };
}

/** An option whose value is any text. */
export function text(look: Look & { readonly default: string }): Option<string>;
export function text(look: Look): Option<string | undefined>;
export function text(look: Look): Option<string | undefined> {
  return single(look, (word) => word);
}

/** An option whose value is one of a few words. */
export function choice<C extends string>(
  look: Look & { readonly choices: readonly C[]; readonly default: C },
): Option<C>;
export function choice<C extends string>(
  look: Look & { readonly choices: readonly C[] },
): Option<C | undefined>;
export function choice<C extends string>(
  look: Look & { readonly choices: readonly C[] },
): Option<C | undefined> {
  return single(look, choiceOf(look.choices));
}

/** An option that may be given several times; undefined when it is not. */
export function list<T>(look: Look, parse: ParseWord<T>): Option<readonly T[] | undefined> {
  return {
    ...look,
    parse: (words, flag) =>
      words.length === 0 ? undefined : words.map((word) => parse(word, flag)),
  };
}

/** The same, with several values behind commas: `7,11`. */
export function commaList<T>(look: Look, parse: ParseWord<T>): Option<readonly T[] | undefined> {
  return {
    ...look,
    isCommaList: true,
    parse: (words, flag) =>
      words.length === 0
        ? undefined
        : words.flatMap((word) => word.split(',')).map((part) => parse(part, flag)),
  };
}

/** The option with another value made of its own. */
export function mapped<A, B>(
  option: Option<A>,
  map: (value: NonNullable<A>, flag: string) => B,
): Option<B | Extract<A, undefined>> {
  return {
    ...option,
    parse(words, flag) {
      const value = option.parse(words, flag);
      return value === undefined || value === null
        ? (value as Extract<A, undefined>)
        : map(value, flag);
    },
  };
}

/** An option that has to be given. */
export function required<T>(option: Option<T>): Option<NonNullable<T>> {
  return {
    ...option,
    required: true,
    parse(words, flag) {
      const value = option.parse(words, flag);
      if (value !== undefined && value !== null) return value;
      const name = flag.replace(/^.*--/, '');
      throw new UsageError(`required flag(s) "${name}" not set: ${usageOf(option, flag)}`);
    },
  };
}

/** `-C DIR`: how the usage line shows an option that is required. */
export function usageOf({ value = '' }: OptionLook, flag: string): string {
  return `${flag.replace(/, .*$/, '')} ${value}`;
}

/** A word that has to be one of the choices. */
export function choiceOf<C extends string>(choices: readonly C[]): ParseWord<C> {
  return (word, flag) => {
    const found = choices.find((each) => each === word) ?? ignoringCase(choices, word);
    if (found !== undefined) return found;
    const long = flag.replace(/^.*, /, '');
    const kind = long === '--format' ? 'output format' : long;
    throw new UsageError(`invalid ${kind}: ${word} (choose from ${choices.join(', ')})`);
  };
}

function ignoringCase<C extends string>(choices: readonly C[], word: string): C | undefined {
  const found = choices.filter((each) => each.toLowerCase() === word.toLowerCase());
  return found.length === 1 ? found[0] : undefined;
}

/** `--print-stats` of `printStats`. */
export function longName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** An option as messages name it: `-p, --pid`. */
export function flagOf(key: string, { alias }: OptionLook): string {
  const letter = [alias ?? []].flat().find((each) => each.length === 1);
  const long = `--${longName(key)}`;
  return letter === undefined ? long : `-${letter}, ${long}`;
}
