import { Decompress } from 'fzstd';
import { CheckpointError } from '../checkpoint-error.js';
import { damagedStream } from '../compression-error.js';

/**
 * fzstd moves its whole window for each block. A window of 128 MiB and blocks of a byte would keep it
 * busy for hours; this is far more than any encoder asks for.
 */
const MOVES_FREE = 64 * 1024 ** 3;
const MOVES_PER_BYTE = 4096;

/**
 * A block holds at most 128 KiB, the work of a millisecond. fzstd does not stop at that size: lengths
 * that lie can keep it busy for seconds, in each of any number of blocks.
 */
const MAX_BLOCK_MS = 1000;

/** One frame by fzstd, for a Node without zstd of its own. `pieces`: header, then block by block. */
export async function* decodeFrame(
  pieces: AsyncIterable<Uint8Array>,
  windowSize: number,
): AsyncGenerator<Uint8Array> {
  let made: Uint8Array[] = [];
  let moved = 0;
  let size = 0;
  const decoder = new Decompress((chunk) => {
    made.push(chunk);
    size += chunk.length;
  });
  try {
    for await (const piece of pieces) {
      moved += windowSize;
      if (moved > MOVES_FREE + MOVES_PER_BYTE * size) {
        const reason = 'zstd stream of very small blocks in a very large window';
        throw new CheckpointError('unsupported', reason);
      }
      const begin = performance.now();
      decoder.push(piece);
      if (performance.now() - begin > MAX_BLOCK_MS) {
        throw new CheckpointError('unsupported', 'zstd stream with a block made to take very long');
      }
      yield* made;
      made = [];
    }
    decoder.push(new Uint8Array(0), true);
    yield* made;
  } catch (error) {
    // Besides its own errors, damaged data makes it run out of its arrays.
    if (error instanceof CheckpointError || !(error instanceof Error)) throw error;
    throw damagedStream('zstd', error.message);
  }
}
