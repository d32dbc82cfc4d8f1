/** Of 16 bytes from `at` on, which buckets have each: `masks` has 16 bytes for its low half, and 16 for its high one. */
export function bucketsAt(at: i32, masks: i32): v128 {
  return bucketsBy(at, v128.load(masks), v128.load(masks + 16));
}

/** The same with masks that were loaded before. */
export function bucketsBy(at: i32, lowMasks: v128, highMasks: v128): v128 {
  const bytes = v128.load(at);
  const halves = i8x16.splat(15);
  const low = i8x16.swizzle(lowMasks, v128.and(bytes, halves));
  const high = i8x16.swizzle(highMasks, v128.and(i16x8.shr_u(bytes, 4), halves));
  return v128.and(low, high);
}
