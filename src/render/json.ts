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

/** An object of which the fields are made while it is written: the last may be what came of the others. */
export class LazyObject {
  constructor(readonly fields: Iterable<readonly [name: string, value: unknown]>) {}
}

/** Characters after which a piece ends. */
const PIECE = 64 * 1024;

/** No answer is nested that deep, and lines of a forged one must not grow without end. */
const MAX_INDENT = 100;

const LINE_BREAKS = Array.from({ length: MAX_INDENT + 1 }, (_, depth) => `\n${'  '.repeat(depth)}`);

function lineBreak(depth: number): string {
  return LINE_BREAKS[Math.min(depth, MAX_INDENT)] ?? '\n';
}

/** A list or an object that is being written. */
interface Open {
  readonly items: Iterator<Item>;
  readonly close: string;
  isEmpty: boolean;
}

/** The name of a field with its colon, nothing in a list, and a value. */
type Item = readonly [name: string, value: unknown];

/** Keeps its own stack, so that no depth of nesting is too deep. */
function* pieces(
  root: unknown,
  comma: string,
  colon: string,
  newLine: (depth: number) => string,
  end = '\n',
): Generator<string> {
  const open: Open[] = [];
  let text = begin(root, colon, open);
  for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
    const next = last.items.next();
    if (next.done === true) {
      open.pop();
      text += (last.isEmpty ? '' : newLine(open.length)) + last.close;
    } else {
      const [name, value] = next.value;
      text += (last.isEmpty ? '' : comma) + newLine(open.length) + name;
      last.isEmpty = false;
      text += begin(value, colon, open);
    }
    if (text.length >= PIECE) {
      yield asciiControls(text);
      text = '';
    }
  }
  yield asciiControls(text) + end;
}

/** The whole text of a value that holds no others, else its bracket. */
function begin(value: unknown, colon: string, open: Open[]): string {
  if (typeof value === 'bigint') return value.toString();
  if (value === undefined || value === null) return 'null';
  if (typeof value !== 'object') return JSON.stringify(value);
  const isList = Symbol.iterator in value;
  const items = isList ? listItems(value as Iterable<unknown>) : fieldItems(value, colon);
  open.push({ items, close: isList ? ']' : '}', isEmpty: true });
  return isList ? '[' : '{';
}

function* listItems(list: Iterable<unknown>): Iterator<Item> {
  for (const item of list) yield ['', item];
}

function* fieldItems(value: object, colon: string): Iterator<Item> {
  const fields =
    value instanceof LazyObject ? value.fields : (Object.entries(value) as [string, unknown][]);
  for (const [name, field] of fields) {
    if (field !== undefined) yield [`${JSON.stringify(name)}${colon}`, field];
  }
}

/** JSON.stringify leaves DEL, C1 and the marks of text direction as they are. */
function asciiControls(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
