import { readIntact } from '../../bytes/read-into.js';
import { absentPages, type AbsentPages, type Backing } from './backing.js';
import type { ExtentBudget } from './extent-budget.js';
import {
  IntervalList,
  joinAscending,
  joinIntervals,
  type Covering,
  type Interval,
} from './interval-list.js';
import { PagesBehind, type Behind, type SegmentPart } from './pages-behind.js';
import type { Region, Regions } from './regions.js';
import type { SavedPages } from './saved-pages.js';

/** A run of memory whose bytes come from one place, or are absent for one reason. */
export interface Extent extends Interval {
  /** Undefined where no region is known; a pre-dump has pages without regions. */
  readonly region: Region | undefined;
  readonly backing: Backing;
}

/** Addresses in one region, or with pages in none. */
export interface RegionRun extends Interval {
  readonly region: Region | undefined;
}

/** Bytes of a range; zeros stand for what is absent. */
export interface MemoryBytes {
  readonly bytes: Uint8Array;
  /** By address; what was never written is not among them, since its zeros are right. */
  readonly absent: readonly (Interval & AbsentPages)[];
}

/** No address is higher. */
const ADDRESS_LIMIT = 1n << 64n;

/** Memory that is asked by address: a process's, or a shared segment's with its offsets as addresses. */
export class AddressSpace {
  readonly regions: readonly Region[];
  private readonly regionList: IntervalList<Region>;
  private readonly guardList: IntervalList<Interval>;
  private readonly behind: PagesBehind;

  constructor(
    { regions, guards }: Regions,
    private readonly pages: SavedPages | undefined,
    outside: Behind,
    pageSize: bigint,
    private readonly budget: ExtentBudget,
  ) {
    this.regionList = new IntervalList(regions);
    this.regions = this.regionList.items;
    this.guardList = new IntervalList(guards);
    this.behind = new PagesBehind(outside, pageSize, pages !== undefined);
  }

  /** The region that an address is in. */
  regionAt(address: bigint): Region | undefined {
    return this.regionList.at(address).item;
  }

  /** Whether the page of an address must not be touched. */
  isGuard(address: bigint): boolean {
    return this.guardList.at(address).item !== undefined;
  }

  /** The guard pages of a range. */
  guardsIn({ start, end }: Interval): Interval[] {
    const guards: { start: bigint; end: bigint }[] = [];
    for (let at: bigint | undefined = start; at !== undefined && at < end;) {
      const { item, until }: Covering<Interval> = this.guardList.at(at);
      if (item !== undefined) guards.push({ start: at, end: earliest(end, until) });
      at = until;
    }
    return joinIntervals(guards);
  }

  /**
   * The range piece by piece, without gaps: as many extents as runs and regions, never one a page.
   * @throws CheckpointError when the pagemap of a parent or of a shared segment is damaged, and `limit`
   */
  *extents(start: bigint, end: bigint): Generator<Extent, void, undefined> {
    for (let at = start; at < end;) {
      const extent = this.extentAt(at, end);
      this.budget.take();
      yield extent;
      at = extent.end;
    }
  }

  /**
   * The regions, by address, of which each address is in one: where others lie in one it comes in parts.
   * Between them pages that were saved outside of any region.
   */
  *regionRuns(): Generator<RegionRun, void, undefined> {
    for (const { start, end } of this.known()) {
      for (let at = start; at < end;) {
        const { item: region, until } = this.regionList.at(at);
        const next = earliest(end, until);
        if (region !== undefined) yield { start: at, end: next, region };
        else yield* this.pagesWithoutRegion(at, next);
        at = next;
      }
    }
  }

  /** Between forged pagemap entries may be nothing. */
  private *pagesWithoutRegion(start: bigint, end: bigint): Generator<RegionRun, void, undefined> {
    let run: RegionRun | undefined;
    for (const extent of this.extents(start, end)) {
      const isThere = extent.backing.kind === 'stored' || extent.backing.reason !== 'unmapped';
      if (isThere) run = { region: undefined, start: run?.start ?? extent.start, end: extent.end };
      else if (run !== undefined) {
        yield run;
        run = undefined;
      }
    }
    if (run !== undefined) yield run;
  }

  /** The addresses that something is known of, ascending. */
  private *known(): Generator<Interval, void, undefined> {
    let at = 0n;
    for (const covered of joinAscending(this.regions)) {
      yield* this.pagesBetween(at, covered.start);
      yield covered;
      at = covered.end;
    }
    yield* this.pagesBetween(at, ADDRESS_LIMIT);
  }

  /** Of what lies between regions, what pages were saved of. */
  private pagesBetween(from: bigint, to: bigint): Iterable<Interval> {
    if (from >= to || this.pages === undefined) return [];
    return joinAscending(clipped(this.pages.within(from, to), from, to));
  }

  /**
   * All that is known: the regions, and pages that were saved outside of any region, as those of a
   * pre-dump, whose regions are not known. By address; between two extents may be nothing.
   */
  *allExtents(): Generator<Extent, void, undefined> {
    for (const { start, end } of this.known()) {
      yield* this.extents(start, end);
    }
  }

  /**
   * Bytes from an address on. Only these are read, however large the pages image is.
   * @throws CheckpointError when bytes that are there cannot be read
   */
  read(start: bigint, length: number): MemoryBytes {
    const bytes = new Uint8Array(length);
    const absent: (Interval & AbsentPages)[] = [];
    for (const extent of this.extents(start, start + BigInt(length))) {
      const { backing } = extent;
      if (backing.kind === 'stored') {
        const { source, offset } = backing;
        const at = Number(extent.start - start);
        const part = bytes.subarray(at, at + Number(extent.end - extent.start));
        for (const gap of readIntact(source, offset, part)) {
          const [from, to] = [gap.start, gap.end].map((each) => BigInt(each - offset));
          absent.push({
            start: extent.start + (from ?? 0n),
            end: extent.start + (to ?? 0n),
            ...absentPages('block-damaged'),
          });
        }
      } else if (backing.reason !== 'untouched') {
        absent.push({ start: extent.start, end: extent.end, ...backing });
      }
    }
    return { bytes, absent };
  }

  private extentAt(start: bigint, limit: bigint): Extent {
    const { item: region, until } = this.regionList.at(start);
    const { item: guard, until: guardUntil } = this.guardList.at(start);
    const end = earliest(limit, until, guardUntil);
    const own = this.pages?.at(start, end) ?? { backing: undefined, end };
    if (own.backing !== undefined) return { start, region, end: own.end, backing: own.backing };
    if (guard !== undefined) return { start, region, end: own.end, backing: absentPages('guard') };
    const behind = this.behind.at(region, start, own.end);
    return { start, region, end: behind.end, backing: behind.backing ?? absentPages('untouched') };
  }

  /** The segment behind a region of shared memory, and where in it the region begins. */
  segmentOf(region: Region): SegmentPart | undefined {
    return this.behind.segmentOf(region);
  }
}

function* clipped(intervals: Iterable<Interval>, from: bigint, to: bigint): Generator<Interval> {
  for (const { start, end } of intervals) {
    yield { start: start > from ? start : from, end: end < to ? end : to };
  }
}

function earliest(limit: bigint, ...others: (bigint | undefined)[]): bigint {
  return others.reduce<bigint>(
    (least, other) => (other !== undefined && other < least ? other : least),
    limit,
  );
}
