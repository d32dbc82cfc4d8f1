import type { ByteSet } from '../pattern/syntax.js';
import { shareOfByte } from './commonness.js';
import { membersOf } from './members.js';

const BUCKETS = 8;

/** With more branches than this, they are put into buckets in their order. */
const MAX_COMPARED = 64;

/** Which bytes can stand at each place of a few branches. */
type Bucket = readonly Place[];

interface Place {
  readonly members: Uint8Array;
  readonly set: ByteSet;
  /** How often one of them is met. */
  readonly share: number;
}

/**
 * Masks by which the kernel tells 16 bytes at once whether they may be looked for: for each place 16
 * bytes for the low and 16 for the high halves of a byte, a bit for each bucket that has such a half.
 * @param branches of each branch the sets of its places, as many for all
 */
export function nibbleMasks(branches: readonly (readonly ByteSet[])[], width: number): Uint8Array {
  const masks = new Uint8Array(width * 32);
  const places = branches.map((sets) => sets.slice(0, width).map(placeOf));
  bucketsOf(places).forEach((bucket, index) => {
    const bit = 1 << index;
    bucket.forEach(({ members }, place) => {
      for (const byte of members) {
        const low = place * 32 + (byte & 15);
        const high = place * 32 + 16 + (byte >> 4);
        masks[low] = (masks[low] ?? 0) | bit;
        masks[high] = (masks[high] ?? 0) | bit;
      }
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
    const { one, two } = best;
    buckets = [...buckets.filter((each) => each !== one && each !== two), joined(one, two)];
  }
  return buckets;
}

interface Pair {
  readonly one: Bucket;
  readonly two: Bucket;
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
      pair = { one, two, cost: rateOfBoth(one, two) - this.rate(one) - this.rate(two) };
      others.set(two, pair);
    }
    return pair;
  }

  private rate(bucket: Bucket): number {
    const rate = this.rates.get(bucket) ?? rateOfBoth(bucket, bucket);
    this.rates.set(bucket, rate);
    return rate;
  }
}

/** Of the two as one. There are thousands of pairs, so nothing is made for it. */
function rateOfBoth(one: Bucket, two: Bucket): number {
  let rate = 1;
  for (const [index, place] of one.entries()) {
    const other = two[index] ?? place;
    const [few, many] =
      other.members.length < place.members.length ? [other, place] : [place, other];
    let { share } = many;
    for (const byte of few.members) if (many.set[byte] !== 1) share += shareOfByte(byte);
    rate *= Math.min(share, 1);
  }
  return rate;
}

function joined(one: Bucket, two: Bucket): Bucket {
  return one.map((place, index) => {
    const set = place.set.slice();
    for (const byte of two[index]?.members ?? []) set[byte] = 1;
    return placeOf(set);
  });
}

function placeOf(set: ByteSet): Place {
  const members = membersOf(set);
  return { members, set, share: members.reduce((sum, byte) => sum + shareOfByte(byte), 0) };
}
