import type { ByteSource } from '../../bytes/byte-source.js';
import { alignedBytes, readInto } from '../../bytes/read-into.js';

/** As large as the longest header of a tar, so that none lies in more than three of them. */
const CHUNK = 1024 * 1024;

/** How many chunks count at a time: whoever puts one together with the two before it may do so. */
const AT_A_TIME = 3;

/** The bytes of a source in large chunks, in memory that is used again and again. */
export async function* rotatingChunks(source: ByteSource): AsyncGenerator<Uint8Array> {
  const buffers: Uint8Array[] = [];
  for (let at = 0; at < source.size; at += CHUNK) {
    const buffer = buffers.length < AT_A_TIME ? alignedBytes(CHUNK) : buffers.shift();
    if (buffer === undefined) return;
    buffers.push(buffer);
    const chunk = buffer.subarray(0, Math.min(CHUNK, source.size - at));
    readInto(source, at, chunk);
    yield await Promise.resolve(chunk);
  }
}
