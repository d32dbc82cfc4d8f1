/** An expanded key of AES (FIPS 197, 5.2) in memory. */
export interface AesSchedule {
  /** Of its first byte. */
  readonly at: number;
  readonly keyBytes: 16 | 24 | 32;
  /** How the bytes of each word stand: as the standard writes them, or turned round. */
  readonly order: 'standard' | 'reversed';
}

/** Bytes of the longest schedule. */
export const LONGEST_SCHEDULE = 240;

/** By the words of the key: words of the whole schedule. */
const SIZES = [
  { key: 4, words: 44 },
  { key: 6, words: 52 },
  { key: 8, words: 60 },
] as const;

/** Of the whole schedule: from any of its rounds the key can be computed. */
export function scheduleBytes(keyBytes: AesSchedule['keyBytes']): number {
  return (SIZES.find(({ key }) => key * 4 === keyBytes)?.words ?? 0) * 4;
}

/** Between two words that are looked at; every schedule has several of them in it. */
const STRIDE = 16;

/**
 * Schedules that begin at a multiple of four before `until`. Most words are the exclusive or of two others, in
 * either order of bytes; that is tried first, for two words of sixteen, and the rest only where it holds.
 */
export function* findSchedules(words: Uint32Array, until: number): Generator<AesSchedule> {
  const most = Math.min(Math.ceil(until / 4), words.length - SIZES[0].words + 1);
  const end = Math.min(most + LONGEST_SCHEDULE / 4, words.length);
  let next = 0;
  for (let sample = SIZES[0].key; sample < end; sample += STRIDE) {
    if (!isRelated(words, sample) && !isRelated(words, sample + 1)) continue;
    const last = Math.min(sample, most);
    for (let at = Math.max(next, sample - LONGEST_SCHEDULE / 4); at < last; at++) {
      yield* schedulesAt(words, at);
    }
    next = Math.max(next, last);
  }
}

/** Whether a word is made of others as those of schedules are; one of two neighbours is, in each of them. */
function isRelated(words: Uint32Array, at: number): boolean {
  const word = words[at] ?? 0;
  const before = words[at - 1] ?? 0;
  // A schedule has no words of nothing but zeros to speak of; memory has.
  if (word === 0 || before === 0) return false;
  const other = (word ^ before) >>> 0;
  return other === words[at - 4] || other === words[at - 6] || other === words[at - 8];
}

function* schedulesAt(words: Uint32Array, at: number): Generator<AesSchedule> {
  const first = words[at + 1] ?? 0;
  if (first === 0) return;
  if (((words[at + 5] ?? 0) ^ (words[at + 4] ?? 0)) >>> 0 === first)
    yield* tryAt(words, at, SIZES[0]);
  else if (((words[at + 7] ?? 0) ^ (words[at + 6] ?? 0)) >>> 0 === first)
    yield* tryAt(words, at, SIZES[1]);
  else if (((words[at + 9] ?? 0) ^ (words[at + 8] ?? 0)) >>> 0 === first)
    yield* tryAt(words, at, SIZES[2]);
}

function* tryAt(
  words: Uint32Array,
  at: number,
  size: (typeof SIZES)[number],
): Generator<AesSchedule> {
  if (at + size.words > words.length) return;
  for (const order of ['standard', 'reversed'] as const) {
    if (!isSchedule(words, at, size, order)) continue;
    yield { at: at * 4, keyBytes: (size.key * 4) as AesSchedule['keyBytes'], order };
    return;
  }
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
