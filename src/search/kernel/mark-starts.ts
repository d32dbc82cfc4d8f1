import { bucketsAt } from './buckets';

/** Where markStarts stopped, and in which state: at the end, or before a byte that the table lacks. */
export let markedDownTo: i32 = 0;
export let markedState: i32 = 0;

/**
 * Goes down from `end` to `start` and sets the bit, counted from `base`, of each address at which the
 * automaton that reads backwards is in an accepting state. `table` has a row of words for each state: the
 * next row's offset, with 1 added where that accepts, or -1 where it is not known yet. Row 0 is the
 * state in which nothing has begun; `leaving` has masks, as bucketsAt takes them, of the bytes that lead out of it, or is
 * 0 where none does: then it ends.
 */
export function markStarts(
  end: i32,
  start: i32,
  state: i32,
  table: i32,
  classes: i32,
  leaving: i32,
  bits: i32,
  base: i32,
): void {
  let at = end;
  let row = state;
  while (at > start) {
    if (row == 0) {
      if (leaving == 0) break;
      while (at - 16 >= start && !v128.any_true(bucketsAt(at - 16, leaving))) at -= 16;
      if (at <= start) break;
    }
    const symbol = load<u8>(classes + <i32>load<u8>(at - 1));
    const entry = load<i32>(table + row + ((<i32>symbol) << 2));
    if (entry < 0) break;
    at--;
    row = entry & ~3;
    if (entry & 1) {
      const bit = at - base;
      const word = bits + ((bit >> 5) << 2);
      store<u32>(word, load<u32>(word) | (1 << (bit & 31)));
    }
  }
  markedDownTo = at;
  markedState = row;
}
