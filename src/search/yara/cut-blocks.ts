import { JobBuilder, type CutJob } from '../scan/job-builder.js';
import type { Piece } from '../scan/piece.js';

/** What is scanned at a time. */
export interface BlockSizes {
  /** A piece up to this size is scanned as a whole. */
  readonly whole: number;
  /** In parts of a larger one so many bytes begin matches. */
  readonly part: number;
  /** How far a match that begins in a part may reach beyond it. */
  readonly overlap: number;
  /** Small pieces are scanned one after the other by one thread, so many bytes at a time. */
  readonly together: number;
}

const MiB = 1024 * 1024;

/**
 * YARA's own regular expressions look no further than 4096 bytes, and texts are shorter; jumps of hexadecimal
 * patterns alone may be longer. An overlap of a sixteenth costs as much time.
 */
export const BLOCK_SIZES: BlockSizes = {
  whole: 32 * MiB,
  part: 16 * MiB,
  overlap: MiB,
  together: 4 * MiB,
};

/** Pieces as jobs: a run of a job is a block, or a part of one. */
export async function* cutBlocks<P extends Piece>(
  pieces: AsyncIterable<P> | Iterable<P>,
  { whole, part, overlap, together }: BlockSizes,
): AsyncGenerator<CutJob<P>> {
  let builder = new JobBuilder<P>(overlap, false);
  for await (const piece of pieces) {
    if (builder.size > 0 && builder.size + piece.size > together) {
      yield builder.done();
      builder = new JobBuilder<P>(overlap, false);
    }
    if (piece.size <= whole) {
      builder.add(piece, 0, piece.size);
      continue;
    }
    for (let at = 0; at < piece.size; at += part) {
      builder.add(piece, at, Math.min(at + part, piece.size));
      yield builder.done();
      builder = new JobBuilder<P>(overlap, false);
    }
  }
  if (builder.size > 0) yield builder.done();
}
