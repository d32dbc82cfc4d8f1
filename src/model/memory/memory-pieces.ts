import { aroundGaps, readIntact } from '../../bytes/read-into.js';
import { ReusedMemory } from '../../bytes/reused-memory.js';
import { findFragment, type SparseMap } from '../../bytes/sparse-map.js';
import type { Extent } from './address-space.js';
import type { AbsenceReason, StoredPages } from './backing.js';
import type { Interval } from './interval-list.js';

/** A bounded piece of memory. Pieces follow each other by address. */
export type MemoryPiece =
  /** The bytes count until the next piece is asked for: their memory is used again. */
  | { readonly kind: 'bytes'; readonly start: bigint; readonly bytes: Uint8Array }
  /** A hole of the pages image, which reads as zeros, however long it is. */
  | ({ readonly kind: 'zeros' } & Interval)
  | ({ readonly kind: 'absent'; readonly reason: AbsenceReason } & Interval);

/** Bytes of a piece, at most. */
const PIECE = 1024 * 1024;

/** Holes count by pages of this size, so that pieces begin where rows of a dump do. */
const HOLE = 4096;

/**
 * The bytes of extents, in bounded memory and without looking at holes.
 * @throws CheckpointError when bytes that are there cannot be read
 */
export function* readPieces(extents: Iterable<Extent>): Generator<MemoryPiece> {
  const memory = new ReusedMemory(PIECE);
  for (const { start, end, backing } of extents) {
    if (backing.kind === 'absent') {
      yield { kind: 'absent', start, end, reason: backing.reason };
      continue;
    }
    yield* storedPieces(backing, start, Number(end - start), memory);
  }
}

function* storedPieces(
  { source, offset }: StoredPages,
  start: bigint,
  length: number,
  memory: ReusedMemory,
): Generator<MemoryPiece> {
  for (let done = 0; done < length;) {
    const at = start + BigInt(done);
    const hole = source.sparse === undefined ? 0 : holeAt(source.sparse, offset + done);
    const zeros = Math.min(hole, length - done);
    const skipped = zeros - (zeros % HOLE);
    if (skipped > 0) {
      yield { kind: 'zeros', start: at, end: at + BigInt(skipped) };
      done += skipped;
      continue;
    }
    const bytes = memory.take(Math.min(PIECE, length - done));
    const from = offset + done;
    const gaps = readIntact(source, from, bytes);
    for (const part of aroundGaps({ start: from, end: from + bytes.length }, gaps)) {
      const partStart = start + BigInt(part.start - offset);
      if (part.isLost) {
        const partEnd = start + BigInt(part.end - offset);
        yield { kind: 'absent', start: partStart, end: partEnd, reason: 'block-damaged' };
      } else {
        const intact = bytes.subarray(part.start - from, part.end - from);
        yield { kind: 'bytes', start: partStart, bytes: intact };
      }
    }
    done += bytes.length;
  }
}

/** How many bytes from an offset on are a hole. */
function holeAt(map: SparseMap, offset: number): number {
  const next = map.starts[findFragment(map, offset)] ?? map.size;
  return Math.max(next - offset, 0);
}
