import type { ByteSource } from '../bytes/byte-source.js';

/** Bytes that stand in JSON as base64 text, read only when the text is written. */
export class Base64 {
  constructor(readonly bytes: ByteSource) {}
}

/** A JSON value whose integers are exact. Keys keep their order. */
export type Json =
  | string
  | number
  | bigint
  | boolean
  | null
  | Base64
  | readonly Json[]
  | { readonly [key: string]: Json };

/** `compact`: one line. `indented`: four blanks a level. Both as Python's json module writes them. */
export type JsonStyle = 'compact' | 'indented';

/** Bytes of one round of base64: whole lines of 57 bytes, which are 76 characters. */
const BASE64_ROUND = 57 * 4096;

/**
 * The text of a JSON value in pieces, as Python's `json.dump` writes it: `", "` and `": "`, anything
 * but printable ASCII escaped. Pieces are bounded, whatever bytes the value refers to.
 */
export function* jsonText(value: Json, style: JsonStyle, level = 0): Generator<string> {
  if (value instanceof Base64) yield* base64Text(value.bytes);
  else if (typeof value === 'string') yield quote(value);
  else if (Array.isArray(value)) yield* listText(value as readonly Json[], style, level);
  else if (typeof value === 'object' && value !== null) {
    yield* objectText(value as Readonly<Record<string, Json>>, style, level);
  } else yield String(value);
}

/** Line break and blanks before an item at this level, or nothing in the compact style. */
export function indentation(style: JsonStyle, level: number): string {
  return style === 'indented' ? `\n${' '.repeat(4 * level)}` : '';
}

/** What stands between two items. */
export function separator(style: JsonStyle): string {
  return style === 'indented' ? ',' : ', ';
}

/** A JSON string of printable ASCII only; lone surrogates stay `\udcXX`. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function* listText(items: readonly Json[], style: JsonStyle, level: number): Generator<string> {
  if (items.length === 0) {
    yield '[]';
    return;
  }
  let before = '[';
  for (const item of items) {
    yield before + indentation(style, level + 1);
    yield* jsonText(item, style, level + 1);
    before = separator(style);
  }
  yield `${indentation(style, level)}]`;
}

function* objectText(
  object: Readonly<Record<string, Json>>,
  style: JsonStyle,
  level: number,
): Generator<string> {
  let before = '{';
  for (const [key, value] of Object.entries(object)) {
    yield `${before}${indentation(style, level + 1)}${quote(key)}: `;
    yield* jsonText(value, style, level + 1);
    before = separator(style);
  }
  yield before === '{' ? '{}' : `${indentation(style, level)}}`;
}

/** MIME base64: lines of 76 characters, each ended by a line break (escaped for JSON). */
function* base64Text(bytes: ByteSource): Generator<string> {
  yield '"';
  for (let at = 0; at < bytes.size; at += BASE64_ROUND) {
    const round = bytes.read(at, Math.min(BASE64_ROUND, bytes.size - at));
    yield Buffer.from(round.buffer, round.byteOffset, round.length)
      .toString('base64')
      .replace(/.{1,76}/g, '$&\\n');
  }
  yield '"';
}
