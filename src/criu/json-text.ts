import type { ByteSource } from '../bytes/byte-source.js';

/** Bytes that stand in JSON as base64 text, read only when the text is written. */
export class Base64 {
  constructor(readonly bytes: ByteSource) {}
}

/** A JSON value whose integers are exact. Keys are names of fields and keep their order. */
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
 * but printable ASCII escaped. Long runs of bytes that the value refers to come in pieces of their own.
 */
export function* jsonText(value: Json, style: JsonStyle, level = 0): Generator<string> {
  const writer = new JsonWriter(style);
  writer.value(value, level);
  for (const part of writer.parts()) {
    if (typeof part === 'string') yield part;
    else yield* base64Text(part);
  }
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
  const quoted = JSON.stringify(text);
  if (!/[\u007f-\uffff]/.test(quoted)) return quoted;
  return quoted.replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

class JsonWriter {
  private readonly done: (string | ByteSource)[] = [];
  private text = '';

  constructor(private readonly style: JsonStyle) {}

  /** What was written, with the bytes that are yet to be read. */
  parts(): (string | ByteSource)[] {
    return [...this.done, this.text];
  }

  value(value: Json, level: number): void {
    if (value instanceof Base64) this.bytes(value.bytes);
    else if (typeof value === 'string') this.text += quote(value);
    else if (Array.isArray(value)) this.list(value as readonly Json[], level);
    else if (typeof value === 'object' && value !== null) {
      this.object(value as Readonly<Record<string, Json>>, level);
    } else this.text += String(value);
  }

  private bytes(bytes: ByteSource): void {
    if (bytes.size <= BASE64_ROUND) {
      for (const part of base64Text(bytes)) this.text += part;
    } else {
      this.done.push(this.text, bytes);
      this.text = '';
    }
  }

  private list(items: readonly Json[], level: number): void {
    let before = '[';
    for (const item of items) {
      this.text += before + indentation(this.style, level + 1);
      this.value(item, level + 1);
      before = separator(this.style);
    }
    this.text += before === '[' ? '[]' : `${indentation(this.style, level)}]`;
  }

  private object(object: Readonly<Record<string, Json>>, level: number): void {
    let before = '{';
    for (const [key, value] of Object.entries(object)) {
      this.text += `${before}${indentation(this.style, level + 1)}"${key}": `;
      this.value(value, level + 1);
      before = separator(this.style);
    }
    this.text += before === '{' ? '{}' : `${indentation(this.style, level)}}`;
  }
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
