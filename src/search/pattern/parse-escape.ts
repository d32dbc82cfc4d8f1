import { byteSet, type ByteSet, type PatternNode, WORD_BYTES } from './syntax.js';
import type { TextReader } from './text-reader.js';

const DIGITS = byteSet([0x30, 0x39]);
const BLANKS = byteSet([0x09, 0x0d], [0x20, 0x20]);

/** `\d` and the like. */
export const ESCAPED_CLASSES: ReadonlyMap<string, ByteSet> = new Map([
  ['d', DIGITS],
  ['D', complement(DIGITS)],
  ['w', WORD_BYTES],
  ['W', complement(WORD_BYTES)],
  ['s', BLANKS],
  ['S', complement(BLANKS)],
]);

const CONTROLS = new Map([
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
  ['f', 0x0c],
  ['v', 0x0b],
  ['a', 0x07],
  ['e', 0x1b],
  ['0', 0x00],
]);

/** What stands behind a backslash and is one byte or character. */
export function readCharacterEscape(reader: TextReader, fold: boolean): PatternNode {
  const hex = reader.acceptPattern(/^x(?:[0-9a-fA-F]{2}|\{[0-9a-fA-F]{1,6}\})/);
  if (hex !== undefined) return numbered(parseInt(hex.replace(/[x{}]/g, ''), 16), reader);
  const unicode = reader.acceptPattern(/^u(?:[0-9a-fA-F]{4}|\{[0-9a-fA-F]{1,6}\})/);
  if (unicode !== undefined) {
    const codePoint = parseInt(unicode.replace(/[u{}]/g, ''), 16);
    if (codePoint > 0x10ffff) throw reader.error('no such character of Unicode');
    return { kind: 'character', codePoint, fold };
  }
  const control = CONTROLS.get(reader.peek());
  if (control !== undefined) {
    reader.take();
    return { kind: 'byte', value: control };
  }
  if (/[A-Za-z0-9]/.test(reader.peek())) throw reader.error('an unknown escape');
  return singleCharacter(reader.take(), fold);
}

/** A lone surrogate U+DCxx stands for the byte xx, which is not UTF-8 (bytes/text.ts). */
export function singleCharacter(character: string, fold: boolean): PatternNode {
  const codePoint = character.codePointAt(0) ?? 0;
  return codePoint >= 0xdc80 && codePoint <= 0xdcff
    ? { kind: 'byte', value: codePoint - 0xdc00 }
    : { kind: 'character', codePoint, fold };
}

export function complement(set: ByteSet): ByteSet {
  return set.map((inside) => 1 - inside);
}

/** `\xNN` is a byte; a larger number is a character. */
function numbered(value: number, reader: TextReader): PatternNode {
  if (value <= 0xff) return { kind: 'byte', value };
  if (value > 0x10ffff) throw reader.error('no such character of Unicode');
  return { kind: 'character', codePoint: value, fold: false };
}
