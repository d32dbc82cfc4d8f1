import type { ByteSet } from '../pattern/syntax.js';
import { commonness, traitsOf } from './commonness.js';
import { beginningChecks } from './beginning-checks.js';
import { longestText, type ExactText } from './exact-text.js';
import { nibbleMasks } from './nibble-masks.js';
import { testOrder, type TestOrder } from './test-order.js';

/** A quick look for places at which something may stand that begins with known bytes. */
export interface Prefilter {
  /** Where in it the bytes are that the masks tell, and how many they are. */
  readonly offset: number;
  readonly width: number;
  /** As nibbleMasks makes them, and in the order in which they are tested. */
  readonly masks: Uint8Array;
  readonly order: TestOrder;
  /** Where a zero stands in all, and where in none, as the kernel's findByMasks has it. */
  readonly rule: number;
  /** What the masks let through is compared with, as beginningChecks makes it. */
  readonly checks: Uint8Array;
  /**
   * The fastest way for one or two texts: two bytes of each that are rare. A byte, where in the text it is,
   * and the bits that are set before it is compared, four times.
   */
  readonly pairs?: Uint8Array;
  /** Of each, if they are few and have rare ones: for where the runtime finds texts sooner than the kernel. */
  readonly texts?: readonly ExactText[];
}

/** The kernel compares at most so many bytes. */
const MAX_WIDTH = 4;

/** Share of all places that may be looked at closer. */
export const MAX_RATE = 0.01;

/** Two bytes that are more common are looked for together with their neighbours. */
const MAX_PAIR_RATE = 2e-4;

/** A further byte must be worth its comparison. */
const GOOD_RATE = 1e-6;

/**
 * A prefilter for several beginnings at once; undefined if it would find too many places.
 * @param beginnings of each, which bytes can stand at each place from its first on
 */
export function makePrefilter(beginnings: readonly (readonly ByteSet[])[]): Prefilter | undefined {
  const { offset, width, rate } = bestWindow(beginnings);
  if (beginnings.length === 0 || rate > MAX_RATE) return undefined;
  const windows = beginnings.map((sets) => sets.slice(offset, offset + width));
  const masks = nibbleMasks(windows, width);
  const order = testOrder(masks, width);
  const checks = beginningChecks(beginnings);
  const rule = zeroRule(beginnings.map((sets) => sets.slice(offset)));
  const filter = { offset, width, masks, order, rule, checks, ...rareTexts(beginnings) };
  const pairs = beginnings.map(rarestPair).filter((pair) => pair !== undefined);
  const [one, two = one] = pairs;
  // The kernel takes two; one alone stands for both.
  return pairs.length === beginnings.length && pairs.length <= 2 && one !== undefined
    ? { ...filter, pairs: Uint8Array.from([...one, ...(two ?? one)]) }
    : filter;
}

/** The text is read once for each of them. */
const MAX_TEXTS = 4;

function rareTexts(beginnings: readonly (readonly ByteSet[])[]): Pick<Prefilter, 'texts'> {
  if (beginnings.length > MAX_TEXTS) return {};
  const texts = beginnings.map(longestText);
  const isRare = texts.every(
    ({ bytes, offset }, index) =>
      windowRate(beginnings[index]?.slice(offset, offset + bytes.length) ?? []) <= MAX_PAIR_RATE,
  );
  return isRare ? { texts } : {};
}

/** Places whose zeros are looked at. */
const RULED = 4;

function zeroRule(beginnings: readonly (readonly ByteSet[])[]): number {
  let rule = 0;
  for (let place = 0; place < RULED; place++) {
    const sets = beginnings.map((each) => each[place]);
    if (sets.every((set) => set?.[0] === 1 && set.lastIndexOf(1) === 0)) rule |= 1 << place;
    if (sets.every((set) => set?.[0] === 0)) rule |= 16 << place;
  }
  // Where it wants no zeros, it is no sooner known than by the masks.
  return (rule & 15) === 0 ? 0 : rule;
}

/** Share of the places in a memory that a prefilter for this beginning finds. */
export function rateOf(sets: readonly ByteSet[]): number {
  return bestWindow([sets]).rate;
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
      const rates = branches.map((sets) => windowRate(sets.slice(offset, offset + width)));
      const rate = rates.reduce((sum, each) => sum + each, 0);
      if (rate < best.rate && best.rate > GOOD_RATE) best = { offset, width, rate };
    }
  }
  return best;
}

/**
 * How often the bytes of a window are met. Single bytes stand next to one another by chance; where a
 * class of bytes is met, its neighbour is most often of the same class.
 */
function windowRate(sets: readonly ByteSet[]): number {
  let rate = 1;
  let isInClass = false;
  for (const set of sets) {
    const { share, isClass } = traitsOf(set);
    rate *= isClass && isInClass ? Math.max(share, LIKE_NEIGHBOUR) : share;
    isInClass ||= isClass;
  }
  return rate;
}

/** Share of the neighbours of a byte of a class that are of it, too. */
const LIKE_NEIGHBOUR = 0.4;

/**
 * Two places at which always the same byte stands, or a letter in either case: byte, offset and fold of
 * both. Undefined without such places, or if the bytes are too common.
 */
function rarestPair(sets: readonly ByteSet[]): readonly number[] | undefined {
  const single = sets
    .flatMap((set, offset) => {
      const byte = set.lastIndexOf(1);
      const fold = byte - set.indexOf(1);
      const isOne =
        fold === 0 || (fold === CASE_BIT && set.indexOf(1, set.indexOf(1) + 1) === byte);
      return isOne ? [{ bytes: [byte, offset, fold], rate: commonness(set) }] : [];
    })
    .sort((a, b) => a.rate - b.rate);
  const [first, second] = single;
  if (first === undefined || second === undefined) return undefined;
  return first.rate * second.rate > MAX_PAIR_RATE ? undefined : [...first.bytes, ...second.bytes];
}

/** What tells lower from upper case in ASCII. */
const CASE_BIT = 0x20;
