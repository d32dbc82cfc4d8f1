import { longName, type OptionLook } from './option.js';
import { invalidArgument } from './usage-error.js';

type Looks = Readonly<Record<string, OptionLook>>;

/**
 * The words of a command line with every value joined to its option as `--option=value`, and letters in
 * a group apart: `-ie X` and `-A3` mean what they do to grep, and a value may begin with a dash.
 */
export function joinValues(argv: readonly string[], options: Looks): string[] {
  const joined: string[] = [];
  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--') return [...joined, word, ...words];
    const parts = word.startsWith('--') ? [word] : lettersOf(word, options);
    const last = parts.pop() ?? word;
    joined.push(...parts);
    const option = last.startsWith('--') ? find(last.slice(2), options) : undefined;
    if (option === undefined) joined.push(...(switched(last, options) ?? [last]));
    else if (option.look.value === undefined) joined.push(last);
    else if (takesNext(option.look, words)) joined.push(`${last}=${words.shift() ?? ''}`);
    else joined.push(option.look.implied === undefined ? last : `${last}=${option.look.implied}`);
  }
  return joined;
}

/** What is implied otherwise is taken from the next word only if that can be nothing else. */
function takesNext({ implied, choices = [] }: OptionLook, words: readonly string[]): boolean {
  const [next] = words;
  if (next === undefined || next === '--') return false;
  return implied === undefined || choices.includes(next);
}

/** `-ie` as `--ignore-case` and `--regexp`; the word itself when one of its letters is no option. */
function lettersOf(word: string, options: Looks): string[] {
  const found: string[] = [];
  if (!/^-[A-Za-z]/.test(word)) return [word];
  for (let at = 1; at < word.length; at++) {
    const option = find(word.charAt(at), options);
    if (option === undefined) return [word];
    const rest = word.slice(at + 1);
    if (option.look.value !== undefined) {
      return [
        ...found,
        rest === '' ? `--${option.name}` : `--${option.name}=${rest.replace(/^=/, '')}`,
      ];
    }
    found.push(`--${option.name}`);
  }
  return found;
}

/** Of an option by its name or an alias. */
function find(typed: string, options: Looks): { name: string; look: OptionLook } | undefined {
  for (const [key, look] of Object.entries(options)) {
    const name = longName(key);
    if (typed === name || [look.alias].flat().includes(typed)) return { name, look };
  }
  return undefined;
}

/** An option without a value, or what stands for one, which may be given as `--all=false`. */
function switched(word: string, options: Looks): string[] | undefined {
  const [, name = '', value] = /^(--[^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  const shorthand = shorthandFor(name, options);
  const option = find(name.slice(2), options);
  const isFlag = option !== undefined && option.look.value === undefined;
  if (shorthand === undefined && !isFlag) return undefined;
  const isOn = value === undefined || parseBoolean(value, name);
  return shorthand === undefined ? [`${name}=${String(isOn)}`] : isOn ? [shorthand] : [];
}

/** The words that Go takes for one. */
function parseBoolean(word: string, flag: string): boolean {
  if (/^(?:1|t|T|true|True|TRUE)$/.test(word)) return true;
  if (/^(?:0|f|F|false|False|FALSE)$/.test(word)) return false;
  throw invalidArgument(word, flag, 'true or false');
}

/** `--format=json` for `--json`. */
function shorthandFor(word: string, options: Looks): string | undefined {
  for (const [key, { shorthands = {} }] of Object.entries(options)) {
    const value = Object.entries(shorthands).find(([name]) => word === `--${name}`)?.[1];
    if (value !== undefined) return `--${longName(key)}=${value}`;
  }
  return undefined;
}
