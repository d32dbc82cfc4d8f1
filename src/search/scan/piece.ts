import type { ByteSource } from '../../bytes/byte-source.js';

/** Bytes that stand one behind the other, wherever each of them is stored. */
export interface Piece<E extends PieceExtent = PieceExtent> {
  readonly size: number;
  readonly extents: readonly E[];
  /** Bytes before the first that lay at a multiple of four in memory; without it they have no words. */
  readonly beforeWords?: number;
}

export interface PieceExtent {
  readonly source: ByteSource;
  readonly offset: number;
  readonly length: number;
  /** Other pieces may have the same bytes, so that what is found in them is remembered. */
  readonly shared?: boolean;
}

/** A part of a piece, from `from` on up to `until`. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly shared: boolean;
}

/** The piece in as few parts as can be whose bytes all are shared, or none of them. */
export function stretchesOf({ extents }: Piece): Stretch[] {
  const stretches: Stretch[] = [];
  let at = 0;
  for (const { length, shared = false } of extents) {
    const last = stretches.at(-1);
    const goesOn = last?.shared === shared;
    if (goesOn) stretches.pop();
    stretches.push({ from: goesOn ? last.from : at, until: at + length, shared });
    at += length;
  }
  return stretches;
}

/** A match in a piece. */
export interface Hit<P extends Piece = Piece> {
  readonly piece: P;
  /** Bytes from the beginning of the piece. */
  readonly at: number;
  readonly length: number;
  /** Number of the branch that matched. */
  readonly branch: number;
}

/** The parts of a piece's extents that make up `length` bytes from `at` on. */
export function extentsWithin<E extends PieceExtent>(
  piece: Piece<E>,
  at: number,
  length: number,
): E[] {
  const found: E[] = [];
  const { starts, extents } = indexOf(piece);
  const end = Math.min(at + length, piece.size);
  for (let index = extentAt(starts, at); index < extents.length; index++) {
    const extent = extents[index];
    const start = starts[index] ?? 0;
    if (extent === undefined || start >= end) break;
    const from = Math.max(start, at);
    const until = Math.min(start + extent.length, end);
    if (from < until) {
      const offset = extent.offset + from - start;
      found.push({ ...extent, offset, length: until - from });
    }
  }
  return found;
}

/** Where the extents of a piece begin in it. */
const indexes = new WeakMap<Piece, Float64Array>();

function indexOf<E extends PieceExtent>(
  piece: Piece<E>,
): { starts: Float64Array; extents: readonly E[] } {
  const { extents } = piece;
  let starts = indexes.get(piece);
  if (starts === undefined) {
    starts = new Float64Array(extents.length);
    let at = 0;
    for (const [index, { length }] of extents.entries()) {
      starts[index] = at;
      at += length;
    }
    indexes.set(piece, starts);
  }
  return { starts, extents };
}

/** Index of the last extent that begins at `at` or before. */
function extentAt(starts: Float64Array, at: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return Math.max(low - 1, 0);
}
