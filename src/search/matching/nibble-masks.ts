import type { ByteSet } from '../pattern/syntax.js';
import { commonness } from './commonness.js';

const BUCKETS = 8;

/** With more branches than this, they are put into buckets in their order. */
const MAX_COMPARED = 32;

/** Which bytes can stand at each place of a few branches. */
type Bucket = readonly ByteSet[];

/**
 * Masks by which the kernel tells 16 bytes at once whether they may be looked for: for each place 16
 * bytes for the low and 16 for the high halves of a byte, a bit for each bucket that has such a half.
 * @param branches of each branch the sets of its places, as many for all
 */
export function nibbleMasks(branches: readonly Bucket[], width: number): Uint8Array {
  const masks = new Uint8Array(width * 32);
  bucketsOf(branches).forEach((sets, index) => {
    const bucket = 1 << index;
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

/** Branches that are alike share a bucket: what fits neither of the two is then seldom let through. */
function bucketsOf(branches: readonly Bucket[]): readonly Bucket[] {
  let buckets = [...branches];
  if (buckets.length > MAX_COMPARED) {
    buckets = Array.from({ length: MAX_COMPARED }, (_, index) =>
      branches.filter((_, number) => number % MAX_COMPARED === index).reduce(joined),
    );
  }
  while (buckets.length > BUCKETS) {
    let best: readonly [number, number, Bucket] | undefined;
    let least = Infinity;
    for (const [index, one] of buckets.entries()) {
      for (const [other, two] of buckets.slice(index + 1).entries()) {
        const both = joined(one, two);
        const cost = rateOf(both) - rateOf(one) - rateOf(two);
        if (cost >= least) continue;
        least = cost;
        best = [index, index + 1 + other, both];
      }
    }
    if (best === undefined) break;
    const [one, two, both] = best;
    buckets = [...buckets.filter((_, index) => index !== one && index !== two), both];
  }
  return buckets;
}

function joined(one: Bucket, two: Bucket): Bucket {
  return one.map((set, place) => set.map((inside, byte) => inside | (two[place]?.[byte] ?? 0)));
}

function rateOf(bucket: Bucket): number {
  return bucket.reduce((rate, set) => rate * commonness(set), 1);
}
