import type { OptionSpec } from './command.js';

type Options = Readonly<Record<string, OptionSpec>>;

/**
 * The words of a command line with every value joined to its option as `--option=value`, and letters in
 * a group apart: `-ie X` and `-A3` mean what they do to grep, and a value may begin with a dash.
 */
export function joinValues(argv: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--') return [...joined, word, ...words];
    const parts = word.startsWith('--') ? [word] : lettersOf(word, options);
    const last = parts.pop() ?? word;
    joined.push(...parts);
    const option = options[nameOf(last.slice(2), options) ?? ''];
    if (!last.startsWith('--') || option?.type !== 'string') joined.push(last);
    else if (option.implied !== undefined) joined.push(`${last}=${option.implied}`);
    else if (words.length === 0 || words[0] === '--') joined.push(last);
    else joined.push(`${last}=${words.shift() ?? ''}`);
  }
  return joined;
}

/** `-ie` as `--ignore-case` and `--regexp`; the word itself when one of its letters is no option. */
function lettersOf(word: string, options: Options): string[] {
  const found: string[] = [];
  if (!/^-[A-Za-z]/.test(word)) return [word];
  for (let at = 1; at < word.length; at++) {
    const name = nameOf(word.charAt(at), options);
    if (name === undefined) return [word];
    const rest = word.slice(at + 1);
    if (options[name]?.type === 'string') {
      return [...found, rest === '' ? `--${name}` : `--${name}=${rest.replace(/^=/, '')}`];
    }
    found.push(`--${name}`);
  }
  return found;
}

/** Of an option by its name or an alias. */
function nameOf(typed: string, options: Options): string | undefined {
  if (typed in options) return typed;
  return Object.keys(options).find((name) => [options[name]?.alias].flat().includes(typed));
}
