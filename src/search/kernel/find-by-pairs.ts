import { bucketsAt } from './buckets';
import { listLanes, stopAt } from './list';

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
  stopAt(at < end ? at : end);
  return (out - list) >> 2;
}
