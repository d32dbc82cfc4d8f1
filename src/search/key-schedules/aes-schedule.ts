/** An expanded key of AES (FIPS 197, 5.2) in memory. */
export interface AesSchedule {
  /** Of the whole schedule: from any of its rounds the key can be computed. */
  readonly bytes: number;
  readonly keyBytes: 16 | 24 | 32;
  /** How the bytes of each word stand: as the standard writes them, or turned round. */
  readonly order: 'standard' | 'reversed';
}

/** By the words of the key: words of the whole schedule. */
const SIZES = [
  { key: 4, words: 44 },
  { key: 6, words: 52 },
  { key: 8, words: 60 },
] as const;

/** Bytes of the longest schedule. */
export const LONGEST_SCHEDULE = 240;

/** Of a schedule of so many bytes. */
export function keyBytesOf(scheduleBytes: number): AesSchedule['keyBytes'] {
  const size = SIZES.find(({ words }) => words * 4 === scheduleBytes) ?? SIZES[0];
  return (size.key * 4) as AesSchedule['keyBytes'];
}

/**
 * The schedule that begins at a word and is over before another.
 * @param at index of the word, as is `end`
 */
export function scheduleAt(words: Uint32Array, at: number, end: number): AesSchedule | undefined {
  const first = words[at + 1] ?? 0;
  if (first === 0) return undefined;
  for (const size of SIZES) {
    const { key, words: count } = size;
    // In either order of bytes the second word behind the key is made of the one before and of the key's second.
    const made = ((words[at + key + 1] ?? 0) ^ (words[at + key] ?? 0)) >>> 0;
    if (made !== first || at + count > end) continue;
    for (const order of ['standard', 'reversed'] as const) {
      if (!isSchedule(words, at, size, order)) continue;
      return { bytes: count * 4, keyBytes: (key * 4) as AesSchedule['keyBytes'], order };
    }
  }
  return undefined;
}

function isSchedule(
  words: Uint32Array,
  start: number,
  { key, words: count }: (typeof SIZES)[number],
  order: AesSchedule['order'],
): boolean {
  // Little-endian machines read the standard's bytes turned round.
  const wordAt = (index: number) => {
    const word = words[start + index] ?? 0;
    return order === 'standard' ? swap(word) : word;
  };
  let round = 1;
  for (let index = key; index < count; index++) {
    let word = wordAt(index - 1);
    if (index % key === 0) {
      word = (substitute(((word << 8) | (word >>> 24)) >>> 0) ^ (round << 24)) >>> 0;
      round = double(round);
    } else if (key === 8 && index % key === 4) {
      word = substitute(word);
    }
    if ((word ^ wordAt(index - key)) >>> 0 !== wordAt(index)) return false;
  }
  return true;
}

function swap(word: number): number {
  return ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}

/** In the field of AES, whose polynomial is 0x11b. */
function double(value: number): number {
  return value & 0x80 ? (value << 1) ^ 0x11b : value << 1;
}

function substitute(word: number): number {
  const box = (byte: number) => BOX[byte & 0xff] ?? 0;
  return (
    ((box(word >>> 24) << 24) | (box(word >>> 16) << 16) | (box(word >>> 8) << 8) | box(word)) >>> 0
  );
}

/** The inverse in the field, and the affine map of FIPS 197, 5.1.1. */
const BOX = (() => {
  const box = new Uint8Array(256);
  let power = 1;
  let inverse = 1;
  const rotate = (byte: number, by: number) => (byte << by) | (byte >> (8 - by));
  do {
    // 3 generates all of the field; 0xf6 is its inverse.
    power = power ^ double(power);
    inverse ^= inverse << 1;
    inverse ^= inverse << 2;
    inverse ^= inverse << 4;
    inverse &= 0xff;
    if (inverse & 0x80) inverse ^= 0x09;
    const mapped =
      inverse ^ rotate(inverse, 1) ^ rotate(inverse, 2) ^ rotate(inverse, 3) ^ rotate(inverse, 4);
    box[power] = mapped ^ 0x63;
  } while (power !== 1);
  box[0] = 0x63;
  return box;
})();
