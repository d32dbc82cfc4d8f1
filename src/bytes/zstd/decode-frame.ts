import { Decompress } from 'fzstd';
import { CheckpointError } from '../checkpoint-error.js';
import { damagedStream } from '../decompress.js';

/** One frame by fzstd, for a Node without zstd of its own. `pieces`: header, then block by block. */
export async function* decodeFrame(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let made: Uint8Array[] = [];
  const decoder = new Decompress((chunk) => made.push(chunk));
  try {
    for await (const piece of pieces) {
      decoder.push(piece);
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
