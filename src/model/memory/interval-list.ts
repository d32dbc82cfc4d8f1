/** Addresses from `start` up to, but not with, `end`. */
export interface Interval {
  readonly start: bigint;
  readonly end: bigint;
}

/** What covers an address, and how far the same answer holds. */
export interface Covering<T> {
  readonly item: T | undefined;
  /** First address for which to ask again; undefined when there is nothing more above. */
  readonly until: bigint | undefined;
}

/**
 * Intervals by address. CRIU's lists ascend without overlaps; of a forged one, the interval that begins
 * last covers an address, so that every question has one answer and each step leads further up.
 */
export class IntervalList<T extends Interval> {
  readonly items: readonly T[];

  constructor(items: readonly T[]) {
    this.items = items
      .filter(({ start, end }) => start < end)
      .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  }

  at(address: bigint): Covering<T> {
    const index = this.lastBefore(address);
    const next = this.items[index + 1]?.start;
    const item = this.items[index];
    if (item === undefined || item.end <= address) return { item: undefined, until: next };
    return { item, until: next !== undefined && next < item.end ? next : item.end };
  }

  /** Index of the last interval that begins at the address or below; -1 if none does. */
  private lastBefore(address: bigint): number {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.items[middle]?.start ?? 0n) <= address) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** The same addresses in as few intervals as can be, ascending. */
export function joinIntervals(intervals: readonly Interval[]): Interval[] {
  const joined: { start: bigint; end: bigint }[] = [];
  for (const { start, end } of new IntervalList(intervals).items) {
    const last = joined.at(-1);
    if (last === undefined || start > last.end) joined.push({ start, end });
    else if (end > last.end) last.end = end;
  }
  return joined;
}

/** The same for two lists that ascend, one by one: either may be long. */
export function* joinAscending(
  one: Iterable<Interval>,
  other: Iterable<Interval>,
): Generator<Interval> {
  let joined: { start: bigint; end: bigint } | undefined;
  for (const { start, end } of inOrder(one, other)) {
    if (joined !== undefined && start <= joined.end) {
      if (end > joined.end) joined.end = end;
    } else {
      if (joined !== undefined) yield joined;
      joined = { start, end };
    }
  }
  if (joined !== undefined) yield joined;
}

function* inOrder(one: Iterable<Interval>, other: Iterable<Interval>): Generator<Interval> {
  const waiting = other[Symbol.iterator]();
  let next = waiting.next();
  for (const interval of one) {
    for (; next.done !== true && next.value.start < interval.start; next = waiting.next()) {
      yield next.value;
    }
    yield interval;
  }
  for (; next.done !== true; next = waiting.next()) yield next.value;
}
