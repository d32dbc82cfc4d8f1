import type { ChunkReader } from '../chunk-reader.js';
import { damagedStream, truncatedStream } from '../compression-error.js';
import type { FrameHeader } from './frame-header.js';

export const MAX_BLOCK = 128 * 1024;

/** The frame's header and then its blocks, each with the three bytes before it, up to the last one. */
export async function* readBlocks(
  input: ChunkReader,
  header: FrameHeader,
): AsyncGenerator<Uint8Array> {
  yield header.bytes;
  const largest = Math.min(MAX_BLOCK, header.windowSize);
  for (let isLast = false; !isLast;) {
    const start = await input.read(3);
    if (start.length < 3) throw truncatedStream('zstd');
    const fields = Buffer.from(start).readUIntLE(0, 3);
    isLast = (fields & 1) !== 0;
    const isRepeatedByte = ((fields >> 1) & 3) === 1;
    const size = fields >> 3;
    if (size > largest) throw damagedStream('zstd', 'block larger than the window');
    const length = isRepeatedByte ? 1 : size;
    const body = await input.read(length);
    if (body.length < length) throw truncatedStream('zstd');
    yield Buffer.concat([start, body]);
  }
}
