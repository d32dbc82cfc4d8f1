// The loops that see every byte, in AssemblyScript: its compiler makes WebAssembly with 128-bit
// vectors of it. Addresses are those of the WebAssembly memory, which the host lays out.

/** Where findCandidates stopped: the end, or where to go on when the list is full. */
export let stoppedAt: i32 = 0;

/** Where markStarts stopped, and in which state: at the end, or before a byte that the table lacks. */
export let markedDownTo: i32 = 0;
export let markedState: i32 = 0;

function bucketsAt(at: i32, masks: i32): v128 {
  return bucketsBy(at, v128.load(masks), v128.load(masks + 16));
}

/** The same with masks that were loaded before. */
function bucketsBy(at: i32, lowMasks: v128, highMasks: v128): v128 {
  const bytes = v128.load(at);
  const halves = i8x16.splat(15);
  const low = i8x16.swizzle(lowMasks, v128.and(bytes, halves));
  const high = i8x16.swizzle(highMasks, v128.and(i16x8.shr_u(bytes, 4), halves));
  return v128.and(low, high);
}

/** Adds the addresses whose bits of `lanes` are set to the list. Returns its new end. */
function listLanes(lanes: i32, at: i32, end: i32, list: i32): i32 {
  let out = list;
  let found = lanes;
  for (; found != 0; found &= found - 1) {
    const each = at + ctz(found);
    if (each >= end) break;
    store<i32>(out, each);
    out += 4;
  }
  return out;
}

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
 * anything is left. What they let through is checked by `checks`, as keepChecked does. `rule` tells sooner where none can be: its lowest four bits at
 * which places from the first on all of them have a zero, its next four at which none has one; `zeros` has what
 * markZeros marked.
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
  stoppedAt = block < end ? block : end;
  return (out - list) >> 2;
}

/** A byte so far behind the address, compared with the bits of `fold` set in it. */
function byteAt(at: i32, offset: i32, byte: v128, fold: v128): v128 {
  return i8x16.eq(v128.or(v128.load(at + offset), fold), byte);
}

/** Those lanes at which all of the bytes that are looked for may stand. */
function confirmed(lanes: v128, at: i32, width: i32, masks: i32): i32 {
  let buckets = lanes;
  for (let place = 0; place < width; place++) {
    buckets = v128.and(buckets, bucketsAt(at + place, masks + (place << 5)));
  }
  return i8x16.bitmask(i8x16.ne(buckets, i8x16.splat(0)));
}

/**
 * The same as findByMasks, but looks only where one of two pairs of bytes stands: `pairs` has a byte, its
 * offset behind the address, and the bits that are set in both before they are compared, four times.
 * Where the masks' bytes are is `offset` behind the address. Reads up to 80 bytes and the largest offset
 * beyond `end`.
 */
export function findByPairs(
  start: i32,
  end: i32,
  pairs: i32,
  offset: i32,
  width: i32,
  masks: i32,
  list: i32,
  capacity: i32,
): i32 {
  const full = list + ((capacity - 32) << 2);
  const a = v128.load8_splat(pairs);
  const oa: i32 = load<u8>(pairs + 1);
  const fa = v128.load8_splat(pairs + 2);
  const b = v128.load8_splat(pairs + 3);
  const ob: i32 = load<u8>(pairs + 4);
  const fb = v128.load8_splat(pairs + 5);
  const c = v128.load8_splat(pairs + 6);
  const oc: i32 = load<u8>(pairs + 7);
  const fc = v128.load8_splat(pairs + 8);
  const d = v128.load8_splat(pairs + 9);
  const od: i32 = load<u8>(pairs + 10);
  const fd = v128.load8_splat(pairs + 11);
  let out = list;
  let at = start;
  for (; at < end && out <= full; at += 32) {
    const next = at + 16;
    const first = v128.or(
      v128.and(byteAt(at, oa, a, fa), byteAt(at, ob, b, fb)),
      v128.and(byteAt(at, oc, c, fc), byteAt(at, od, d, fd)),
    );
    const second = v128.or(
      v128.and(byteAt(next, oa, a, fa), byteAt(next, ob, b, fb)),
      v128.and(byteAt(next, oc, c, fc), byteAt(next, od, d, fd)),
    );
    if (!v128.any_true(v128.or(first, second))) continue;
    out = listLanes(confirmed(first, at + offset, width, masks), at, end, out);
    out = listLanes(confirmed(second, next + offset, width, masks), next, end, out);
  }
  stoppedAt = at < end ? at : end;
  return (out - list) >> 2;
}

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
  stoppedAt = at < end ? at : end;
  return (out - list) >> 2;
}

/**
 * Goes down from `end` to `start` and sets the bit, counted from `base`, of each address at which the
 * automaton that reads backwards is in an accepting state. `table` has a row of words for each state: the
 * next row's offset, with 1 added where that accepts, or -1 where it is not known yet. Row 0 is the
 * state in which nothing has begun; `leaving` has masks as above of the bytes that lead out of it, or is
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
