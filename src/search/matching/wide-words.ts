import { type Encoding, unitSize } from '../pattern/encodings.js';
import { WORD_BYTES } from '../pattern/syntax.js';

/** Whether neither the code unit before a text of UTF-16 or UTF-32 nor that behind it is of a word. */
export function isWholeWord(
  bytes: Uint8Array,
  within: { readonly start: number; readonly end: number },
  at: number,
  end: number,
  encoding: Encoding,
): boolean {
  const size = unitSize(encoding);
  const isWordUnit = (unit: number): boolean => {
    if (unit < within.start || unit + size > within.end) return false;
    const units = bytes.subarray(unit, unit + size);
    const low = encoding.endsWith('le') ? 0 : size - 1;
    return units.every((byte, index) => (index === low ? WORD_BYTES[byte] === 1 : byte === 0));
  };
  return !isWordUnit(at - size) && !isWordUnit(end);
}
