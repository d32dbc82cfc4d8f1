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

/** A part of an interval that no other one covers. */
export interface VisiblePart<T> extends Interval {
  readonly item: T;
}

/**
 * Intervals by address. Of those that overlap the one that begins last covers an address, and where it
 * ends the outer one goes on, so that every question has one answer and nothing is lost.
 */
export class IntervalList<T extends Interval> {
  /** By address, whole. */
  readonly items: readonly T[];
  private readonly parts: readonly VisiblePart<T>[];

  constructor(items: readonly T[]) {
    this.items = items.filter(({ start, end }) => start < end).sort(byStart);
    this.parts = visibleParts(this.items);
  }

  at(address: bigint): Covering<T> {
    const index = this.lastBefore(address);
    const part = this.parts[index];
    if (part !== undefined && address < part.end) return { item: part.item, until: part.end };
    return { item: undefined, until: this.parts[index + 1]?.start };
  }

  /** Index of the last part that begins at the address or below; -1 if none does. */
  private lastBefore(address: bigint): number {
    let low = 0;
    let high = this.parts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.parts[middle]?.start ?? 0n) <= address) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

function byStart(a: Interval, b: Interval): number {
  return a.start < b.start ? -1 : a.start > b.start ? 1 : 0;
}

/**
 * Intervals that ascend by their beginnings cut into parts that do not overlap: at most two for each.
 * Of those with the same beginning the last one lies above the others.
 */
export function visibleParts<T extends Interval>(items: readonly T[]): VisiblePart<T>[] {
  const parts: VisiblePart<T>[] = [];
  /** Those that may go on, the innermost last. */
  const open: T[] = [];
  let at = 0n;
  const coverUntil = (limit: bigint | undefined): void => {
    for (let item = open.at(-1); item !== undefined; item = open.at(-1)) {
      const end = limit !== undefined && limit < item.end ? limit : item.end;
      if (at < end) {
        parts.push({ start: at, end, item });
        at = end;
      }
      if (at < item.end) return;
      open.pop();
    }
  };
  for (const item of items) {
    coverUntil(item.start);
    at = item.start;
    open.push(item);
  }
  coverUntil(undefined);
  return parts;
}

/** The same addresses in as few intervals as can be, ascending. */
export function joinIntervals(intervals: readonly Interval[]): Interval[] {
  return [...joinAscending(new IntervalList(intervals).items)];
}

/** The same for intervals that ascend already, one by one: there may be many. */
export function* joinAscending(intervals: Iterable<Interval>): Generator<Interval> {
  let joined: { start: bigint; end: bigint } | undefined;
  for (const { start, end } of intervals) {
    if (joined !== undefined && start <= joined.end) {
      if (end > joined.end) joined.end = end;
    } else {
      if (joined !== undefined) yield joined;
      joined = { start, end };
    }
  }
  if (joined !== undefined) yield joined;
}
