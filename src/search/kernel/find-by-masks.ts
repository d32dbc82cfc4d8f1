import { bucketsAt, bucketsBy } from './buckets';
import { listLanes, stopAt } from './list';

/**
 * Takes those of the addresses from `list` to `end` back at which not one of the beginnings stands, `offset` bytes
 * before. `checks` has a row for each of their first `depth` bytes: for each value of the byte a bit for each
 * beginning that has it there. Returns the new end of the list.
 */
function keepChecked(list: i32, end: i32, offset: i32, depth: i32, checks: i32): i32 {
  let out = list;
  for (let entry = list; entry < end; entry += 4) {
    const each = load<i32>(entry);
    let row = checks;
    let left: u64 = -1;
    for (let at = each - offset, last = at + depth; at < last && left != 0; at++) {
      left &= load<u64>(row + ((<i32>load<u8>(at)) << 3));
      row += 2048;
    }
    store<i32>(out, each);
    out += left != 0 ? 4 : 0;
  }
  return out;
}

/** Of 64 bytes a bit for each that is zero. */
function zeroBits(at: i32): u64 {
  const zero = i8x16.splat(0);
  const a = u64(u32(i8x16.bitmask(i8x16.eq(v128.load(at), zero))));
  const b = u64(u32(i8x16.bitmask(i8x16.eq(v128.load(at + 16), zero))));
  const c = u64(u32(i8x16.bitmask(i8x16.eq(v128.load(at + 32), zero))));
  const d = u64(u32(i8x16.bitmask(i8x16.eq(v128.load(at + 48), zero))));
  return a | (b << 16) | (c << 32) | (d << 48);
}

/** Sets the bits of zeros from `start` up to `end`, and of 64 bytes more; `zeros` is where that of address 0 would be. */
export function markZeros(start: i32, end: i32, zeros: i32): void {
  for (let at = start & ~63; at < end + 64; at += 64) store<u64>(zeros + (at >> 3), zeroBits(at));
}

/** For a place of `rule`: what makes ones of the bits that it wants. */
function turnedBy(rule: i32, place: i32): u64 {
  return (rule >> place) & 1 ? 0 : -1;
}

/** The same: ones where it wants nothing. */
function freeBy(rule: i32, place: i32): u64 {
  return ((rule | (rule >> 4)) >> place) & 1 ? 0 : -1;
}

/**
 * Lists the addresses from `start` up to `end` at which `width` bytes may begin that are looked for.
 * `masks` has 32 bytes for each of them: which buckets have a byte of this low, and of this high half. They stand in
 * the order in which they are tested, which is `order`, eight bits for each; after `early` of them it is asked whether
 * anything is left. What they let through is checked by `checks`, as keepChecked does. `rule` tells sooner where none
 * can be: its lowest four bits at which places from the first on all of them have a zero, its next four at which none
 * has one; `zeros` has what markZeros marked.
 * Reads up to 130 bytes beyond `end`. Returns how many addresses lie at `list`.
 */
export function findByMasks(
  start: i32,
  end: i32,
  rule: i32,
  zeros: i32,
  width: i32,
  early: i32,
  order: i32,
  masks: i32,
  offset: i32,
  depth: i32,
  checks: i32,
  list: i32,
  capacity: i32,
): i32 {
  const full = list + ((capacity - 64) << 2);
  const zero = i8x16.splat(0);
  const low1 = v128.load(masks);
  const high1 = v128.load(masks + 16);
  const low2 = v128.load(masks + 32);
  const high2 = v128.load(masks + 48);
  const low3 = v128.load(masks + 64);
  const high3 = v128.load(masks + 80);
  const one = order & 255;
  const two = (order >> 8) & 255;
  const three = (order >> 16) & 255;
  const turned0 = turnedBy(rule, 0);
  const turned1 = turnedBy(rule, 1);
  const turned2 = turnedBy(rule, 2);
  const turned3 = turnedBy(rule, 3);
  const free0 = freeBy(rule, 0);
  const free1 = freeBy(rule, 1);
  const free2 = freeBy(rule, 2);
  const free3 = freeBy(rule, 3);
  let out = list;
  const skipped: u64 = start & 63;
  let wanted: u64 = -1;
  wanted <<= skipped;
  let block = start & ~63;
  for (; block < end && out <= full; block += 64) {
    let places = wanted;
    wanted = -1;
    if (rule != 0) {
      const here = load<u64>(zeros + (block >> 3));
      const next = load<u64>(zeros + (block >> 3) + 8);
      places &=
        ((here ^ turned0) | free0) &
        ((((here >> 1) | (next << 63)) ^ turned1) | free1) &
        ((((here >> 2) | (next << 62)) ^ turned2) | free2) &
        ((((here >> 3) | (next << 61)) ^ turned3) | free3);
      if (places == 0) continue;
    }
    for (let half = 0; half < 64; half += 32) {
      const lanes = <i32>(places >> u64(half));
      if (lanes == 0) continue;
      const at = block + half;
      let first = bucketsBy(at + one, low1, high1);
      let second = bucketsBy(at + 16 + one, low1, high1);
      if (early > 1) {
        first = v128.and(first, bucketsBy(at + two, low2, high2));
        second = v128.and(second, bucketsBy(at + 16 + two, low2, high2));
      }
      if (early > 2) {
        first = v128.and(first, bucketsBy(at + three, low3, high3));
        second = v128.and(second, bucketsBy(at + 16 + three, low3, high3));
      }
      if (!v128.any_true(v128.or(first, second))) continue;
      for (let test = early; test < width; test++) {
        const place = at + ((order >> (test << 3)) & 255);
        first = v128.and(first, bucketsAt(place, masks + (test << 5)));
        second = v128.and(second, bucketsAt(place + 16, masks + (test << 5)));
      }
      const low = i8x16.bitmask(i8x16.ne(first, zero));
      const found = (low | (i8x16.bitmask(i8x16.ne(second, zero)) << 16)) & lanes;
      if (found == 0) continue;
      const listed = out;
      out = listLanes(found, at, end, out);
      out = keepChecked(listed, out, offset, depth, checks);
    }
  }
  stopAt(block < end ? block : end);
  return (out - list) >> 2;
}
