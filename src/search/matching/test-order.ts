import { shareOfByte } from './commonness.js';

/** What is left at more places than these is seldom nothing in all of the bytes that the kernel tests at once. */
const SELDOM = 0.02;

/** Tests that are done at most before it is asked whether anything is left. */
const MOST_EARLY = 3;

/** In which order the bytes of a window are tested. */
export interface TestOrder {
  /** Masks in this order. */
  readonly masks: Uint8Array;
  /** Where in the window each is, in eight bits for each. */
  readonly places: number;
  /** How many are tested before it is asked whether anything is left, which seldom is so. */
  readonly early: number;
}

/**
 * Those first that let the least through together.
 * @param masks as nibbleMasks makes them, of `width` places
 */
export function testOrder(masks: Uint8Array, width: number): TestOrder {
  const all = Array.from({ length: width }, (_, place) => place);
  let early: readonly number[] = [];
  for (let count = 1; count <= Math.min(width, MOST_EARLY); count++) {
    // Of two places the best are not those that are the best alone.
    const before = count === 2 ? all.map((place) => [place]) : [early];
    const ways = before.flatMap((chosen) => more(chosen, all));
    const rated = ways.map((way) => ({ way, rate: passRate(masks, way) }));
    const best = rated.reduce((a, b) => (b.rate < a.rate ? b : a));
    early = best.way;
    if (best.rate <= SELDOM) break;
  }
  const order = [...early, ...all.filter((place) => !early.includes(place))];
  return {
    masks: Buffer.concat(order.map((place) => masks.subarray(place * 32, place * 32 + 32))),
    places: order.reduce((packed, place, index) => packed | (place << (index * 8)), 0),
    early: early.length,
  };
}

function more(chosen: readonly number[], all: readonly number[]): number[][] {
  return all.filter((place) => !chosen.includes(place)).map((place) => [...chosen, place]);
}

/** Share of the places of a memory at which a bucket is left behind these tests, if bytes stand there by chance. */
function passRate(masks: Uint8Array, places: readonly number[]): number {
  let shares = new Map([[0xff, 1]]);
  for (const place of places) {
    const next = new Map<number, number>();
    for (const [buckets, share] of shares) {
      for (let byte = 0; byte < 256; byte++) {
        const left = buckets & bucketsOf(masks, place, byte);
        if (left !== 0) next.set(left, (next.get(left) ?? 0) + share * shareOfByte(byte));
      }
    }
    shares = next;
  }
  return [...shares.values()].reduce((sum, share) => sum + share, 0);
}

function bucketsOf(masks: Uint8Array, place: number, byte: number): number {
  const low = masks[place * 32 + (byte & 15)] ?? 0;
  return low & (masks[place * 32 + 16 + (byte >> 4)] ?? 0);
}
