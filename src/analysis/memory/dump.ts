import { absenceText } from '../../model/memory/backing.js';
import type { Extent } from '../../model/memory/address-space.js';
import type { Interval } from '../../model/memory/interval-list.js';
import { areasOf, type Area } from '../../model/memory/areas.js';
import type { MapRow } from '../../model/memory/map-row.js';
import type { ProcessMemory } from '../../model/memory/memory-view.js';
import { readPieces, type MemoryPiece } from '../../model/memory/memory-pieces.js';
import { isMissing } from '../../model/memory/page-counts.js';
import type { RegionFilter } from '../../model/memory/region-filter.js';
import type { Reads } from '../../model/reads.js';

export const reads: Reads = ['pages'];

/** What a dump of memory shows, piece by piece. */
export type DumpPart =
  /** A region begins, of which something is shown. */
  | { readonly kind: 'area'; readonly row: MapRow }
  | Exclude<MemoryPiece, { kind: 'absent' }>
  /** Bytes that should be there and are not; `why` ends a sentence. */
  | ({ readonly kind: 'absent'; readonly why: string } & Interval);

/**
 * The saved memory of a process, region by region. What was never written, or is as in a mapped file,
 * comes with nothing.
 * @throws CheckpointError when an image that tells of it is damaged
 */
export function* dumpOf(process: ProcessMemory, filter: RegionFilter): Generator<DumpPart> {
  for (const area of areasOf(process, filter)) {
    let isFirst = true;
    for (const piece of readPieces(shownOf(area))) {
      if (isFirst) yield { kind: 'area', row: area };
      isFirst = false;
      if (piece.kind !== 'absent') yield piece;
      else yield { ...piece, why: absenceText(piece.reason) };
    }
  }
}

function* shownOf({ extents }: Area): Generator<Extent> {
  for (const extent of extents) {
    if (extent.backing.kind === 'stored' || isMissing(extent.backing)) yield extent;
  }
}

/** Bytes that are there of an area. */
export function storedBytes({ extents }: Area): bigint {
  let sum = 0n;
  for (const { start, end, backing } of extents) if (backing.kind === 'stored') sum += end - start;
  return sum;
}
