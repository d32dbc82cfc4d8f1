import { stopAt } from './list';

/** Of four lanes, whether three are set: for each number of four bits, a bit. */
const MOST_OF_FOUR: i32 = 0xe880;

/** Lanes at which a word is the exclusive or of the one before and of that so many bytes before it. */
function relatedLanes(at: i32, other: v128, distance: i32): i32 {
  return i32x4.bitmask(i32x4.eq(other, v128.load(at - distance)));
}

/**
 * Lists those of the addresses from `start` up to `end`, each 64 bytes behind the one before, where three of four
 * words are made of others as the words of expanded keys are: of that before, and of that 4, 6 or 8 before. One of
 * them at least is made of words that are not zero. `start` is a multiple of 4. Reads from 32 bytes before `start` up
 * to 16 beyond `end`. Returns how many addresses lie at `list`.
 */
export function findRelatedWords(start: i32, end: i32, list: i32, capacity: i32): i32 {
  const full = list + (capacity << 2);
  const zero = i32x4.splat(0);
  let out = list;
  let at = start;
  for (; at < end && out < full; at += 64) {
    const words = v128.load(at);
    const before = v128.load(at - 4);
    const other = v128.xor(words, before);
    const related = v128.or(
      v128.or(i32x4.eq(other, v128.load(at - 16)), i32x4.eq(other, v128.load(at - 24))),
      i32x4.eq(other, v128.load(at - 32)),
    );
    const isNothing = v128.or(i32x4.eq(words, zero), i32x4.eq(before, zero));
    if (!v128.any_true(v128.andnot(related, isNothing))) continue;
    const isMost =
      (MOST_OF_FOUR >> relatedLanes(at, other, 16)) |
      (MOST_OF_FOUR >> relatedLanes(at, other, 24)) |
      (MOST_OF_FOUR >> relatedLanes(at, other, 32));
    store<i32>(out, at);
    out += (isMost & 1) << 2;
  }
  stopAt(at < end ? at : end);
  return (out - list) >> 2;
}
