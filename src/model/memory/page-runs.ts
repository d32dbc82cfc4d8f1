import { visibleParts, type Covering, type Interval } from './interval-list.js';

/** What a pagemap entry says of its pages. `none`: neither that they are here nor where they are. */
export type PageState =
  'present' | 'parent' | 'lazy' | 'none' | 'unplaced' | 'encrypted' | 'unknown-encoding';

/** A pagemap entry. */
export interface PageRun extends Interval {
  readonly state: PageState;
  /** Bytes from the beginning of the pages, were none compressed; counts for `present` only. */
  readonly offset: bigint;
}

const STATES: readonly PageState[] = [
  ...(['present', 'parent', 'lazy', 'none', 'unplaced', 'encrypted', 'unknown-encoding'] as const),
];

/** So many have room at first: there are checkpoints of many processes that have little memory each. */
const FEW = 16;

/**
 * The entries of a pagemap by address. They may be some hundred thousand, so they are held as columns of
 * numbers. CRIU's ascend without overlaps; forged ones that do not cover an address as in IntervalList.
 */
export class PageRuns {
  private starts = new BigUint64Array(FEW);
  /** The last address of each: the one behind it may be 2^64. */
  private lasts = new BigUint64Array(FEW);
  private offsets = new BigUint64Array(FEW);
  private states = new Uint8Array(FEW);
  private length = 0;
  /** Where the last question led: the next is most often about what follows. */
  private cursor = 0;
  /** They ascend without overlaps. */
  private isOrdered = true;

  /** How many runs there is room for. */
  get capacity(): number {
    return this.starts.length;
  }

  /** Behind the last address of any. */
  get end(): bigint {
    let last = -1n;
    for (const each of this.lasts.subarray(0, this.length)) if (each > last) last = each;
    return last + 1n;
  }

  add({ start, end, offset, state }: PageRun): void {
    if (start >= end) return;
    const { length } = this;
    if (length === this.starts.length) this.grow();
    if (length > 0 && start <= (this.lasts[length - 1] ?? 0n)) this.isOrdered = false;
    this.starts[length] = start;
    this.lasts[length] = end - 1n;
    this.offsets[length] = offset;
    this.states[length] = STATES.indexOf(state);
    this.length = length + 1;
  }

  at(address: bigint): Covering<PageRun> {
    this.order();
    const index = this.lastBefore(address);
    const next = index + 1 < this.length ? this.starts[index + 1] : undefined;
    const item = index < 0 ? undefined : this.run(index);
    if (item === undefined || item.end <= address) return { item: undefined, until: next };
    return { item, until: next !== undefined && next < item.end ? next : item.end };
  }

  /** Those that have a part of a range; by address. */
  *within(start: bigint, end: bigint): Generator<PageRun> {
    this.order();
    for (let index = Math.max(this.lastBefore(start), 0); index < this.length; index++) {
      if ((this.starts[index] ?? 0n) >= end) return;
      if ((this.lasts[index] ?? 0n) >= start) yield this.run(index);
    }
  }

  private run(index: number): PageRun {
    return {
      start: this.starts[index] ?? 0n,
      end: (this.lasts[index] ?? 0n) + 1n,
      offset: this.offsets[index] ?? 0n,
      state: STATES[this.states[index] ?? 0] ?? 'none',
    };
  }

  /** Index of the last run that begins at the address or below; -1 if none does. */
  private lastBefore(address: bigint): number {
    const { cursor } = this;
    if (this.isLastBefore(cursor, address)) return cursor;
    if (this.isLastBefore(cursor + 1, address)) return (this.cursor = cursor + 1);
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.starts[middle] ?? 0n) <= address) low = middle + 1;
      else high = middle;
    }
    this.cursor = Math.max(low - 1, 0);
    return low - 1;
  }

  private isLastBefore(index: number, address: bigint): boolean {
    if (index >= this.length || (this.starts[index] ?? 0n) > address) return false;
    return index + 1 >= this.length || (this.starts[index + 1] ?? 0n) > address;
  }

  private grow(): void {
    const size = this.starts.length * 2;
    const { starts, lasts, offsets, states } = this;
    this.starts = new BigUint64Array(size);
    this.lasts = new BigUint64Array(size);
    this.offsets = new BigUint64Array(size);
    this.states = new Uint8Array(size);
    this.starts.set(starts);
    this.lasts.set(lasts);
    this.offsets.set(offsets);
    this.states.set(states);
  }

  private order(): void {
    if (this.isOrdered) return;
    const runs = Array.from({ length: this.length }, (_, index) => this.run(index));
    runs.sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
    this.length = 0;
    this.isOrdered = true;
    for (const { start, end, item } of visibleParts(runs)) {
      this.add({ ...item, start, end, offset: item.offset + (start - item.start) });
    }
  }
}
