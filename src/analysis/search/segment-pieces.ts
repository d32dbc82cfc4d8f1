import type { Memory } from '../../model/memory/memory.js';
import type { Piece } from '../../search/scan/piece.js';
import { searchedExtent, type SearchedExtent, type StoredExtent } from './searched-extent.js';
import type { StoreWindows } from './store-windows.js';

/** Bytes of a shared segment, one behind the other. */
export interface SegmentPiece extends Piece<SearchedExtent> {
  readonly kind: 'segment';
  readonly segment: bigint;
  /** Of its first byte in the segment. */
  readonly offset: bigint;
}

/**
 * The parts of segments that are not mapped by any process as a whole, for what is found in these.
 * @param ids which of them
 * @throws CheckpointError when the pagemap of a parent is damaged
 */
export function* segmentPieces(
  memory: Memory,
  ids: readonly bigint[],
  windows: StoreWindows,
): Generator<SegmentPiece> {
  for (const id of ids) {
    let run: StoredExtent[] = [];
    for (const extent of memory.segment(id)?.allExtents() ?? []) {
      const { backing } = extent;
      const next = backing.kind === 'stored' ? { ...extent, backing } : undefined;
      if (run.length > 0 && (next === undefined || run.at(-1)?.end !== next.start)) {
        yield* pieceOf(id, run, windows);
        run = [];
      }
      if (next !== undefined) run.push(next);
    }
    yield* pieceOf(id, run, windows);
  }
}

function pieceOf(id: bigint, run: readonly StoredExtent[], windows: StoreWindows): SegmentPiece[] {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) return [];
  const whole = { start: first.start, end: last.end };
  if (windows.covers({ kind: 'segment', id }, whole)) return [];
  const extents = run.map((extent) => searchedExtent(extent));
  const size = Number(whole.end - whole.start);
  const beforeWords = Number(-whole.start & 3n);
  return [{ kind: 'segment', segment: id, offset: whole.start, size, extents, beforeWords }];
}
