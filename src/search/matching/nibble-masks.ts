import type { ByteSet } from '../pattern/syntax.js';

const BUCKETS = 8;

/**
 * Masks by which the kernel tells 16 bytes at once whether they may be looked for: for each place 16
 * bytes for the low and 16 for the high halves of a byte, a bit for each bucket that has such a half.
 * @param branches of each branch the sets of its places, as many for all
 */
export function nibbleMasks(branches: readonly (readonly ByteSet[])[], width: number): Uint8Array {
  const masks = new Uint8Array(width * 32);
  branches.forEach((sets, index) => {
    const bucket = 1 << (index % BUCKETS);
    sets.slice(0, width).forEach((set, place) => {
      set.forEach((inside, byte) => {
        if (inside === 0) return;
        const low = place * 32 + (byte & 15);
        const high = place * 32 + 16 + (byte >> 4);
        masks[low] = (masks[low] ?? 0) | bucket;
        masks[high] = (masks[high] ?? 0) | bucket;
      });
    });
  });
  return masks;
}
