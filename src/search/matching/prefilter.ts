import type { ByteSet } from '../pattern/syntax.js';
import { nibbleMasks } from './nibble-masks.js';

/** A quick look for places at which a match may begin. */
export type Prefilter =
  /** By the bytes at a few places next to one another. */
  | {
      readonly kind: 'masks';
      /** Where in the match the bytes are that are looked for, and how many they are. */
      readonly offset: number;
      readonly width: number;
      /** As nibbleMasks makes them. */
      readonly bytes: Uint8Array;
    }
  /** By two bytes, or another two: the fastest way for one or two texts. */
  | {
      readonly kind: 'pairs';
      /** A byte and where in the match it is, four times. */
      readonly bytes: Uint8Array;
    };

/** The kernel compares at most so many bytes. */
const MAX_WIDTH = 4;

/** Of a million places so many may be looked at closer. */
const MAX_RATE = 0.01;

/** Two bytes that are more common are looked for together with their neighbours. */
const MAX_PAIR_RATE = 2e-4;

/** A further byte must be worth its comparison. */
const GOOD_RATE = 1e-6;

/** Branches that a prefilter finds, and the numbers of those that are too common for one. */
export interface PrefilterPlan {
  readonly prefilter: Prefilter | undefined;
  readonly others: readonly number[];
}

/** @param prefixes of each branch, which bytes can stand at each place from its first on */
export function planPrefilter(prefixes: readonly (readonly ByteSet[])[]): PrefilterPlan {
  const rare = prefixes.flatMap((sets, branch) =>
    bestWindow([sets]).rate <= MAX_RATE ? [{ sets, branch }] : [],
  );
  const together = bestWindow(rare.map(({ sets }) => sets));
  // Branches share the place in the match that is looked at; short ones may then be too common.
  const chosen = rare.length > 0 && together.rate <= MAX_RATE ? rare : [];
  const found = new Set(chosen.map(({ branch }) => branch));
  const others = prefixes.map((_, branch) => branch).filter((branch) => !found.has(branch));
  if (chosen.length === 0) return { prefilter: undefined, others };
  const pairs = chosen.map(({ sets }) => rarestPair(sets)).filter((pair) => pair !== undefined);
  const [one, two = one] = pairs;
  // The kernel takes two; one alone stands for both.
  if (pairs.length === chosen.length && pairs.length <= 2 && one !== undefined) {
    return {
      prefilter: { kind: 'pairs', bytes: Uint8Array.from([...one, ...(two ?? one)]) },
      others,
    };
  }
  const { offset, width } = together;
  const windows = chosen.map(({ sets }) => sets.slice(offset, offset + width));
  const bytes = nibbleMasks(windows, width);
  return { prefilter: { kind: 'masks', offset, width, bytes }, others };
}

interface Window {
  readonly offset: number;
  readonly width: number;
  /** Share of the places in a memory that it finds. */
  readonly rate: number;
}

function bestWindow(branches: readonly (readonly ByteSet[])[]): Window {
  const length = Math.min(...branches.map((sets) => sets.length));
  let best: Window = { offset: 0, width: 1, rate: 1 };
  if (branches.length === 0) return best;
  for (let offset = 0; offset < length; offset++) {
    for (let width = 1; width <= Math.min(MAX_WIDTH, length - offset); width++) {
      const rates = branches.map((sets) =>
        sets.slice(offset, offset + width).reduce((rate, set) => rate * commonness(set), 1),
      );
      const rate = rates.reduce((sum, each) => sum + each, 0);
      if (rate < best.rate && best.rate > GOOD_RATE) best = { offset, width, rate };
    }
  }
  return best;
}

/**
 * Two places of a match at which always the same byte stands: the byte and its offset, twice. Undefined
 * without such places, or if the bytes are too common.
 */
function rarestPair(
  sets: readonly ByteSet[],
): readonly [number, number, number, number] | undefined {
  const single = sets
    .map((set, offset) => ({
      byte: set.indexOf(1),
      offset,
      isSingle: set.lastIndexOf(1) === set.indexOf(1),
    }))
    .filter(({ isSingle }) => isSingle)
    .sort((a, b) => shareOf(a.byte) - shareOf(b.byte));
  const [first, second] = single;
  if (first === undefined || second === undefined) return undefined;
  if (shareOf(first.byte) * shareOf(second.byte) > MAX_PAIR_RATE) return undefined;
  return [first.byte, first.offset, second.byte, second.offset];
}

/** How often a byte of the set is met in the memory of programs, roughly. */
function commonness(set: ByteSet): number {
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) if (set[byte] === 1) sum += shareOf(byte);
  return Math.min(sum, 1);
}

function shareOf(byte: number): number {
  if (byte === 0) return 0.5;
  if (byte === 0xff || byte === 0x20) return 0.03;
  const character = String.fromCharCode(byte);
  if ('etaonisrhldcu_'.includes(character)) return 0.012;
  if (/[a-z0-9]/.test(character)) return 0.005;
  return byte === 1 ? 0.01 : 0.0015;
}
