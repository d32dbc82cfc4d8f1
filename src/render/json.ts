import { levelOf, type Level } from './json-levels.js';

/**
 * Plain data as JSON text. BigInt becomes an integer, an iterable a list, whose items are made when
 * their turn comes: what is too large to be held at once is written all the same. Whatever a terminal
 * could take as a command is escaped, which changes no value.
 */
export function renderJson(value: unknown): string {
  return [...jsonText(value)].join('');
}

/** The same on one line, for a stream of objects. */
export function renderJsonLine(value: unknown): string {
  return [...pieces(value, ',', ':', () => '')].join('');
}

/** The text of renderJson, indented by two, in pieces of some size. */
export function* jsonText(value: unknown): Iterable<string> {
  yield* pieces(value, ',', ': ', lineBreak);
}

/** A list whose items become known one after the other; all of it is the text of renderJson. */
export class JsonList {
  private isEmpty = true;

  begin(): string {
    return '[';
  }

  *item(value: unknown): Iterable<string> {
    yield (this.isEmpty ? '' : ',') + lineBreak(1);
    this.isEmpty = false;
    yield* pieces(value, ',', ': ', (depth) => lineBreak(depth + 1), '');
  }

  end(): string {
    return this.isEmpty ? ']\n' : '\n]\n';
  }
}

/** Characters after which a piece ends. */
const PIECE = 64 * 1024;

/** No answer is nested that deep, and lines of a forged one must not grow without end. */
const MAX_INDENT = 100;

const LINE_BREAKS = Array.from({ length: MAX_INDENT + 1 }, (_, depth) => `\n${'  '.repeat(depth)}`);

function lineBreak(depth: number): string {
  return LINE_BREAKS[Math.min(depth, MAX_INDENT)] ?? '\n';
}

/** Keeps its own stack, so that no depth of nesting is too deep. */
function* pieces(
  root: unknown,
  comma: string,
  colon: string,
  newLine: (depth: number) => string,
  end = '\n',
): Generator<string> {
  const open: Level[] = [];
  let text = begin(root, open);
  for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
    if (last.next()) {
      text += (last.isEmpty ? '' : comma) + newLine(open.length);
      if (last.name !== undefined) text += quotedName(last.name) + colon;
      last.isEmpty = false;
      text += begin(last.value, open);
    } else {
      open.pop();
      text += (last.isEmpty ? '' : newLine(open.length)) + last.close;
    }
    if (text.length >= PIECE) {
      yield text;
      text = '';
    }
  }
  yield text + end;
}

/** The whole text of a value that holds no others, else its bracket. */
function begin(value: unknown, open: Level[]): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'bigint':
      return value.toString();
    case 'undefined':
      return 'null';
    case 'object':
      if (value === null) return 'null';
      open.push(levelOf(value));
      return Symbol.iterator in value ? '[' : '{';
    default:
      return JSON.stringify(value);
  }
}

/** Names that were written once, for most come again and again. */
const names = new Map<string, string>();

/** Names that are kept; they can be an archive's own. */
const MAX_NAMES = 1000;

function quotedName(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const text = quoted(name);
  if (names.size < MAX_NAMES) names.set(name, text);
  return text;
}

/** DEL, C1 and the marks of text direction, which JSON.stringify leaves as they are. */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

function quoted(text: string): string {
  const json = JSON.stringify(text);
  return UNSAFE.test(json) ? json.replace(UNSAFE_ALL, escaped) : json;
}

const UNSAFE_ALL = new RegExp(UNSAFE, 'g');

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
