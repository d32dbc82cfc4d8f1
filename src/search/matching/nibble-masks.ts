import type { ByteSet } from '../pattern/syntax.js';
import { measureTraits } from './commonness.js';

const BUCKETS = 8;

/** With more branches than this, they are put into buckets in their order. */
const MAX_COMPARED = 64;

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
  const pairs = new Pairs();
  while (buckets.length > BUCKETS) {
    let best: Pair | undefined;
    for (const [index, one] of buckets.entries()) {
      for (const two of buckets.slice(index + 1)) {
        const pair = pairs.of(one, two);
        if (best === undefined || pair.cost < best.cost) best = pair;
      }
    }
    if (best === undefined) break;
    const { one, two, both } = best;
    buckets = [...buckets.filter((each) => each !== one && each !== two), both];
  }
  return buckets;
}

interface Pair {
  readonly one: Bucket;
  readonly two: Bucket;
  readonly both: Bucket;
  /** What is let through besides. */
  readonly cost: number;
}

/** Most pairs are looked at again after every joining of two others. */
class Pairs {
  private readonly known = new Map<Bucket, Map<Bucket, Pair>>();

  private readonly rates = new Map<Bucket, number>();

  of(one: Bucket, two: Bucket): Pair {
    const others = this.known.get(one) ?? new Map<Bucket, Pair>();
    this.known.set(one, others);
    let pair = others.get(two);
    if (pair === undefined) {
      const both = joined(one, two);
      pair = { one, two, both, cost: rateOf(both) - this.rate(one) - this.rate(two) };
      others.set(two, pair);
    }
    return pair;
  }

  private rate(bucket: Bucket): number {
    const rate = this.rates.get(bucket) ?? rateOf(bucket);
    this.rates.set(bucket, rate);
    return rate;
  }
}

function joined(one: Bucket, two: Bucket): Bucket {
  return one.map((set, place) => {
    const both = set.slice();
    const further = two[place] ?? both;
    for (let byte = 0; byte < both.length; byte++)
      both[byte] = (both[byte] ?? 0) | (further[byte] ?? 0);
    return both;
  });
}

function rateOf(bucket: Bucket): number {
  return bucket.reduce((rate, set) => rate * measureTraits(set).share, 1);
}
