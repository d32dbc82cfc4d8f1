import type { ByteSource } from '../../bytes/byte-source.js';
import { absentPages, type AbsentPages, type Backing } from './backing.js';
import type { ExtentBudget } from './extent-budget.js';
import {
  IntervalList,
  joinAscending,
  joinIntervals,
  type Covering,
  type Interval,
} from './interval-list.js';
import type { Region, Regions } from './regions.js';
import type { SavedPages, SavedRun } from './saved-pages.js';

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

/** What a process's regions lead to outside of its own pages. */
export interface Behind {
  /** The pages of a shared segment, by offset in it. */
  segment(region: Region): SegmentPart | undefined;
  /** The mapped file, if the user supplied it; otherwise why its pages are absent. */
  file(region: Region): MappedFile | AbsentPages;
}

/** A file that is mapped, with its bytes. */
export interface MappedFile {
  readonly path: string;
  readonly source: ByteSource;
}

export interface SegmentPart {
  /** As pagemap-shmem-ID.img or ipcns-shm-N.img names the segment. */
  readonly id: bigint;
  readonly pages: SavedPages;
  /** Where in the segment the region begins. */
  readonly offset: bigint;
}

/** Memory that is asked by address: a process's, or a shared segment's with its offsets as addresses. */
export class AddressSpace {
  readonly regions: readonly Region[];
  private readonly regionList: IntervalList<Region>;
  private readonly guardList: IntervalList<Interval>;
  private readonly segments = new Map<Region, SegmentPart | undefined>();

  constructor(
    { regions, guards }: Regions,
    private readonly pages: SavedPages | undefined,
    private readonly outside: Behind,
    private readonly pageSize: bigint,
    private readonly budget: ExtentBudget,
  ) {
    this.regionList = new IntervalList(regions);
    this.regions = this.regionList.items;
    this.guardList = new IntervalList(guards);
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
        const part = backing.source.read(backing.offset, Number(extent.end - extent.start));
        bytes.set(part, Number(extent.start - start));
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
    const behind = this.behind(region, start, own.end);
    return { start, region, end: behind.end, backing: behind.backing ?? absentPages('untouched') };
  }

  /** What a page is that the process has no copy of its own of. */
  private behind(region: Region | undefined, start: bigint, end: bigint): SavedRun {
    const absent = (reason: AbsentPages['reason']) => ({ backing: absentPages(reason), end });
    if (region === undefined) return absent('unmapped');
    const { backing } = region;
    if (this.pages === undefined && isPrivate(region)) return absent('pagemap-missing');
    switch (backing.kind) {
      case 'anonymous':
        return absent(region.droppable ? 'droppable' : 'untouched');
      case 'file':
        return this.inFile(region, start, end, backing.offset);
      case 'kernel':
        return absent('kernel');
      case 'device':
        return absent('device');
      case 'memfd':
      case 'shared-anonymous':
      case 'system-v': {
        const part = this.segmentOf(region);
        if (part === undefined) return absent('segment-missing');
        const shift = part.offset - region.start;
        const run = part.pages.at(start + shift, end + shift);
        return { ...run, end: run.end - shift };
      }
    }
  }

  /** The page in which the file ends is filled with zeros; behind it there is nothing. */
  private inFile(region: Region, start: bigint, end: bigint, offset: bigint): SavedRun {
    const file = this.outside.file(region);
    if ('kind' in file) return { backing: file, end };
    const at = offset + (start - region.start);
    const left = BigInt(file.source.size) - at;
    if (left > 0n) {
      const { path, source } = file;
      const backing = { kind: 'stored', origin: 'sysroot', member: path, source } as const;
      const until = start + left;
      return { backing: { ...backing, offset: Number(at) }, end: until < end ? until : end };
    }
    const pageEnd = (start + this.pageSize - 1n) & -this.pageSize;
    if (pageEnd === start) return { backing: absentPages('mapped-file'), end };
    return { backing: absentPages('untouched'), end: pageEnd < end ? pageEnd : end };
  }

  /** The segment behind a region of shared memory, and where in it the region begins. */
  segmentOf(region: Region): SegmentPart | undefined {
    if (!this.segments.has(region)) this.segments.set(region, this.outside.segment(region));
    return this.segments.get(region);
  }
}

/** Memory whose pages the process has for itself, which only its pagemap image tells. */
function isPrivate({ backing, shared }: Region): boolean {
  if (backing.kind === 'anonymous') return true;
  return (backing.kind === 'file' || backing.kind === 'memfd') && !shared;
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
