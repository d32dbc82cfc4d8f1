import { isAbsent } from '../../model/absent.js';
import type { Extent } from '../../model/memory/address-space.js';
import type { StoredPages } from '../../model/memory/backing.js';
import { joinIntervals, type Interval } from '../../model/memory/interval-list.js';
import { MAX_MATCH } from '../../search/matching/text-run.js';
import type { Piece } from '../../search/scan/piece.js';
import { searchedExtent, type SearchedExtent } from './searched-extent.js';
import type { ProcessMemory } from '../../model/memory/memory-view.js';
import { clipToRanges, passesFilter, type RegionFilter } from '../../model/memory/region-filter.js';
import { isOfSegment, type SegmentWindows } from './segment-windows.js';

/** Memory of a process, one byte behind the other. */
export interface ProcessPiece extends Piece<SearchedExtent> {
  readonly kind: 'process';
  readonly process: ProcessMemory;
  /** Of its first byte. */
  readonly address: bigint;
  /** Only what lies on both sides of this address counts: the sides are searched elsewhere. */
  readonly border?: bigint;
}

/** What of a process's memory is searched as its own. */
export interface OwnMemory {
  readonly filter: RegionFilter;
  /** Without it nothing is but the command line and the environment, if they are asked for. */
  readonly isPrivate: boolean;
  /** Which shared segments. */
  readonly hasSegment: (id: bigint) => boolean;
  readonly isArguments: boolean;
}

/** Bytes that have a place in a member. */
type StoredExtent = Extent & { readonly backing: StoredPages };

/**
 * A process's memory in pieces, by address. Shared segments are left to `windows`, so that each is
 * searched once, however many processes have it mapped; where one stands beside other memory, a
 * piece around the border finds what lies across.
 * @throws CheckpointError when the pagemap of a parent or of a shared segment is damaged
 */
export function* processPieces(
  process: ProcessMemory,
  own: OwnMemory,
  windows: SegmentWindows,
): Generator<ProcessPiece> {
  for (const joined of joinedExtents(process, own, windows)) {
    let from = 0;
    for (const [index, extent] of joined.entries()) {
      const next = joined[index + 1];
      const isShared = isOfSegment(extent.backing);
      if (isShared) windows.add(process, extent);
      if (next !== undefined && !isShared && !isOfSegment(next.backing)) continue;
      if (!isShared) yield pieceOf(process, joined.slice(from, index + 1));
      from = index + 1;
      if (next !== undefined && !windows.joins(process, extent, next)) {
        yield borderPiece(process, joined, next.start);
      }
    }
  }
}

function pieceOf(process: ProcessMemory, extents: readonly StoredExtent[]): ProcessPiece {
  const parts = extents.map(searchedExtent);
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  return { kind: 'process', process, address: extents[0]?.start ?? 0n, size, extents: parts };
}

/** As far around a border as a match across it can reach. */
function borderPiece(
  process: ProcessMemory,
  extents: readonly StoredExtent[],
  border: bigint,
): ProcessPiece {
  const reach = BigInt(MAX_MATCH);
  const ranges = [{ start: border > reach ? border - reach : 0n, end: border + reach }];
  const near = extents.flatMap((extent) => clipStored(extent, { ranges }));
  return { ...pieceOf(process, near), border };
}

/** The extents that have bytes and are asked for, in groups of those that neighbour in memory. */
function* joinedExtents(
  process: ProcessMemory,
  own: OwnMemory,
  windows: SegmentWindows,
): Generator<StoredExtent[]> {
  const { space } = process;
  if (isAbsent(space)) return;
  let group: StoredExtent[] = [];
  const strings = own.isArguments ? argumentRanges(process) : [];
  for (const extent of space.allExtents()) {
    if (!isStored(extent) || !passesFilter(extent.region, process, own.filter)) continue;
    const segment = windows.segmentOf(process, extent);
    const isWanted = segment === undefined ? own.isPrivate : own.hasSegment(segment);
    const parts = clipStored(extent, own.filter).flatMap((part) =>
      isWanted ? [part] : clipStored(part, { ranges: strings }),
    );
    for (const part of parts) {
      if (group.length > 0 && group.at(-1)?.end !== part.start) {
        yield group;
        group = [];
      }
      group.push(part);
    }
  }
  if (group.length > 0) yield group;
}

function argumentRanges({ marks }: ProcessMemory): Interval[] {
  return joinIntervals([marks.arguments, marks.environment].filter((each) => each !== undefined));
}

/** The parts that the ranges ask for, each with its own place in the member. */
function clipStored(extent: StoredExtent, filter: Pick<RegionFilter, 'ranges'>): StoredExtent[] {
  return clipToRanges(extent, filter).map((part) => ({
    ...part,
    backing: {
      ...extent.backing,
      offset: extent.backing.offset + Number(part.start - extent.start),
    },
  }));
}

function isStored(extent: Extent): extent is StoredExtent {
  return extent.backing.kind === 'stored';
}
