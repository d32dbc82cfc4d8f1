import { ChunkReader } from './chunk-reader.js';
import { type Place } from './checkpoint-error.js';
import { unexpectedEof } from './byte-source.js';
import type { SparseMap } from './sparse-map.js';

/** Holes come as parts of this one array. */
const ZEROS = new Uint8Array(256 * 1024);

/** The whole of a file with holes out of its stored bytes, in chunks of bounded size. */
export async function* expandSparse(
  stored: AsyncIterable<Uint8Array>,
  map: SparseMap,
  place: Place,
): AsyncGenerator<Uint8Array> {
  const reader = new ChunkReader(stored);
  let position = 0;
  for (const [index, start] of map.starts.entries()) {
    yield* zeros(start - position);
    position = start + (map.lengths[index] ?? 0);
    for (let left = position - start; left > 0;) {
      const part = await reader.readSome(left);
      if (part === undefined) throw unexpectedEof(place, position - left);
      left -= part.length;
      yield part;
    }
  }
  yield* zeros(map.size - position);
}

function* zeros(count: number): Generator<Uint8Array> {
  for (let left = count; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, left);
}
