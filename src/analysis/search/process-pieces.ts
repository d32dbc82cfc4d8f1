import { isAbsent } from '../../model/absent.js';
import type { Extent } from '../../model/memory/address-space.js';
import { joinIntervals, type Interval } from '../../model/memory/interval-list.js';
import type { ProcessMemory } from '../../model/memory/memory-view.js';
import { clipToRanges, passesFilter, type RegionFilter } from '../../model/memory/region-filter.js';
import type { Piece } from '../../search/scan/piece.js';
import {
  searchedExtent,
  storeOf,
  type SearchedExtent,
  type Store,
  type StoredExtent,
} from './searched-extent.js';

/** Memory of a process, one byte behind the other. */
export interface ProcessPiece extends Piece<SearchedExtent> {
  readonly kind: 'process';
  readonly process: ProcessMemory;
  /** Of its first byte. */
  readonly address: bigint;
}

/** What of a process's memory is searched. */
export interface WantedMemory {
  readonly filter: RegionFilter;
  /** @param store undefined for what the process has for itself */
  readonly isWanted: (extent: StoredExtent, store: Store | undefined) => boolean;
  /** The command line and the environment, whether or not the rest is wanted. */
  readonly isArguments: boolean;
}

/**
 * A process's memory in pieces, by address: what neighbours is one, whatever it is saved in.
 * @throws CheckpointError when the pagemap of a parent or of a shared segment is damaged
 */
export function* processPieces(
  process: ProcessMemory,
  wanted: WantedMemory,
): Generator<ProcessPiece> {
  let piece: { start: bigint; end: bigint; extents: SearchedExtent[] } | undefined;
  for (const { start, end, searched } of wantedExtents(process, wanted)) {
    if (piece !== undefined && piece.end !== start) {
      yield pieceOf(process, piece);
      piece = undefined;
    }
    piece ??= { start, end, extents: [] };
    piece.end = end;
    piece.extents.push(searched);
  }
  if (piece !== undefined) yield pieceOf(process, piece);
}

function pieceOf(
  process: ProcessMemory,
  { start, end, extents }: Interval & { readonly extents: readonly SearchedExtent[] },
): ProcessPiece {
  const beforeWords = Number(-start & 3n);
  return {
    kind: 'process',
    process,
    address: start,
    size: Number(end - start),
    extents,
    beforeWords,
  };
}

/** The extents that have bytes and are asked for; by address. */
function* wantedExtents(
  process: ProcessMemory,
  { filter, isWanted, isArguments }: WantedMemory,
): Generator<Interval & { readonly searched: SearchedExtent }> {
  const { space } = process;
  if (isAbsent(space)) return;
  const strings = isArguments ? argumentRanges(process) : [];
  for (const extent of space.allExtents()) {
    if (!isStored(extent) || !passesFilter(extent.region, process, filter)) continue;
    const store = storeOf(process, extent);
    const isWhole = isWanted(extent, store?.store);
    for (const part of clipStored(extent, filter)) {
      for (const { start, end, ...rest } of isWhole
        ? [part]
        : clipStored(part, { ranges: strings })) {
        yield { start, end, searched: searchedExtent({ start, end, ...rest }, store) };
      }
    }
  }
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
