import type { ByteSet } from '../pattern/syntax.js';

/** Bytes that stand in every match, so far behind its beginning. */
export interface ExactText {
  readonly bytes: Uint8Array;
  readonly offset: number;
}

/** More bytes make a text no rarer, but what prepares a search for them longer. */
const MAX_LENGTH = 32;

/**
 * The longest row of places at each of which one byte alone can stand, and the first of several.
 * @param sets which bytes can stand at each place
 */
export function longestText(sets: readonly ByteSet[]): ExactText {
  let longest: ExactText = { bytes: new Uint8Array(), offset: 0 };
  let bytes: number[] = [];
  for (const [place, set] of sets.entries()) {
    const byte = set.indexOf(1);
    bytes = byte !== -1 && set.lastIndexOf(1) === byte ? [...bytes, byte] : [];
    if (bytes.length > longest.bytes.length && bytes.length <= MAX_LENGTH) {
      longest = { bytes: Uint8Array.from(bytes), offset: place + 1 - bytes.length };
    }
  }
  return longest;
}
