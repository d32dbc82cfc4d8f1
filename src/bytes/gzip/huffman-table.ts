/** A code of deflate by its next bits: the symbol above four bits of its length; 0 for no code. */
export interface HuffmanTable {
  readonly entries: Uint16Array;
  readonly longest: number;
}

const MAX_LENGTH = 15;

/**
 * The table of a code that is told by the lengths of its symbols (RFC 1951, 3.2.2); a length of 0 is no code.
 * @param mayBeIncomplete whether one code of one bit alone will do, as zlib has it for literals and distances
 * @returns undefined if the lengths make no code
 */
export function huffmanTable(
  lengths: Uint8Array,
  mayBeIncomplete: boolean,
): HuffmanTable | undefined {
  const counts = new Uint16Array(MAX_LENGTH + 1);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  counts[0] = 0;
  const longest = counts.findLastIndex((count) => count > 0);
  const next = new Uint16Array(MAX_LENGTH + 2);
  let free = 1;
  for (let length = 1; length <= MAX_LENGTH; length++) {
    const count = counts[length] ?? 0;
    free = free * 2 - count;
    if (free < 0) return undefined;
    next[length + 1] = ((next[length] ?? 0) + count) << 1;
  }
  if (free > 0 && (!mayBeIncomplete || longest > 1)) return undefined;
  const bits = Math.max(longest, 1);
  const entries = new Uint16Array(1 << bits);
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue;
    const code = next[length] ?? 0;
    next[length] = code + 1;
    for (let at = reversed(code, length); at < entries.length; at += 1 << length) {
      entries[at] = (symbol << 4) | length;
    }
  }
  return { entries, longest: bits };
}

/** Codes stand in the stream with their highest bit first. */
function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit++) result |= ((code >>> bit) & 1) << (length - 1 - bit);
  return result;
}

/** RFC 1951, 3.2.6. */
export const FIXED_LITERALS = fixed([
  [144, 8],
  [112, 9],
  [24, 7],
  [8, 8],
]);
export const FIXED_DISTANCES = fixed([[32, 5]]);

function fixed(runs: readonly (readonly [count: number, length: number])[]): HuffmanTable {
  const lengths = runs.flatMap(([count, length]) => Array.from({ length: count }, () => length));
  const table = huffmanTable(Uint8Array.from(lengths), false);
  if (table === undefined) throw new Error('no code');
  return table;
}
