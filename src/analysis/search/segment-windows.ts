import { isAbsent } from '../../model/absent.js';
import type { Extent } from '../../model/memory/address-space.js';
import type { Backing, PageOrigin } from '../../model/memory/backing.js';
import { joinIntervals, type Interval } from '../../model/memory/interval-list.js';
import type { Memory } from '../../model/memory/memory.js';
import type { Piece } from '../../search/scan/piece.js';
import { searchedExtent, type SearchedExtent } from './searched-extent.js';
import type { ProcessMemory } from '../../model/memory/memory-view.js';

/** Bytes of a shared segment, one behind the other. */
export interface SegmentPiece extends Piece<SearchedExtent> {
  readonly kind: 'segment';
  readonly segment: bigint;
  /** Of its first byte in the segment. */
  readonly offset: bigint;
}

/** A part of a shared segment that a process has mapped. */
export interface Window extends Interval {
  readonly process: ProcessMemory;
  /** `start` and `end` are offsets in the segment; an address is the offset and this. */
  readonly shift: bigint;
}

/** What of the shared segments is mapped where. */
export class SegmentWindows {
  private readonly bySegment = new Map<bigint, Window[]>();

  /** @param extent memory of a process that lies in a segment */
  add(process: ProcessMemory, extent: Extent): void {
    const place = placeOf(process, extent);
    if (place === undefined) return;
    const windows = this.bySegment.get(place.segment) ?? [];
    this.bySegment.set(place.segment, windows);
    const { shift } = place;
    const start = extent.start - shift;
    const last = windows.at(-1);
    // What one mapping has in several runs, or several mappings in a row, is one window.
    const goesOn = last?.process === process && last.shift === shift && last.end === start;
    if (goesOn) windows.pop();
    windows.push({ process, shift, start: goesOn ? last.start : start, end: extent.end - shift });
  }

  /** The segment that an extent of a process lies in, if it does. */
  segmentOf(process: ProcessMemory, extent: Extent): bigint | undefined {
    return placeOf(process, extent)?.segment;
  }

  /** Whether two extents that neighbour in memory neighbour in one segment, too. */
  joins(process: ProcessMemory, before: Extent, after: Extent): boolean {
    const [one, other] = [placeOf(process, before), placeOf(process, after)];
    return one?.segment === other?.segment && one?.shift === other?.shift;
  }

  /** Windows that have all of a part of a segment, in the order of the processes. */
  around(segment: bigint, start: bigint, end: bigint): Window[] {
    const windows = this.bySegment.get(segment) ?? [];
    return windows.filter((window) => window.start <= start && end <= window.end);
  }

  /**
   * The segments in pieces.
   * @param ids which of them
   * @param mappedOnly leaves out what no window has
   */
  *pieces(memory: Memory, ids: readonly bigint[], mappedOnly: boolean): Generator<SegmentPiece> {
    for (const segment of ids) {
      const space = memory.segment(segment);
      if (space === undefined) continue;
      const windows = joinIntervals(this.bySegment.get(segment) ?? []);
      let extents: SearchedExtent[] = [];
      let begin = 0n;
      let end = 0n;
      const done = function* (): Generator<SegmentPiece> {
        if (extents.length === 0) return;
        const size = extents.reduce((sum, { length }) => sum + length, 0);
        yield { kind: 'segment', segment, offset: begin, size, extents };
        extents = [];
      };
      for (const range of mappedOnly ? windows : [WHOLE]) {
        for (const extent of space.extents(range.start, range.end)) {
          const { backing } = extent;
          if (backing.kind !== 'stored') continue;
          if (extent.start !== end) yield* done();
          if (extents.length === 0) begin = extent.start;
          end = extent.end;
          extents.push(searchedExtent({ ...extent, backing }));
        }
      }
      yield* done();
    }
  }
}

const WHOLE: Interval = { start: 0n, end: 1n << 64n };

function placeOf(
  { space }: ProcessMemory,
  { region, backing }: Extent,
): { segment: bigint; shift: bigint } | undefined {
  if (isAbsent(space) || region === undefined || !isOfSegment(backing)) return undefined;
  const part = space.segmentOf(region);
  return part && { segment: part.id, shift: region.start - part.offset };
}

/** Whether the bytes are saved once for all processes that have them mapped. */
export function isOfSegment(backing: Backing): boolean {
  return backing.kind === 'stored' && SEGMENT_ORIGINS.has(backing.origin);
}

const SEGMENT_ORIGINS: ReadonlySet<PageOrigin> = new Set(['segment', 'segment-parent', 'ipc']);
