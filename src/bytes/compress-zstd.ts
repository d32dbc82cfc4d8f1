import { Zstd } from '@hpcc-js/wasm-zstd';

/** Bytes of a frame of zstd. Frames may follow each other (RFC 8878, 3), and hold nothing of those before. */
const FRAME = 4 * 1024 ** 2;

const ZSTD_LEVEL = 3;

/**
 * zstd by one library whatever the version of Node, so that the same bytes come out everywhere; Node has a zstd of
 * its own only from 22.15 on.
 */
export async function* zstandard(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const zstd = await Zstd.load();
  for await (const frame of pieces(chunks, FRAME)) yield zstd.compress(frame, ZSTD_LEVEL);
}

/** The same bytes in pieces of one size, but for the last; of nothing one empty piece. */
async function* pieces(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array> {
  const piece = Buffer.alloc(size);
  let length = 0;
  let isFirst = true;
  for await (const chunk of chunks) {
    for (let rest = chunk; rest.length > 0;) {
      const part = rest.subarray(0, size - length);
      piece.set(part, length);
      length += part.length;
      rest = rest.subarray(part.length);
      if (length < size) continue;
      yield piece;
      length = 0;
      isFirst = false;
    }
  }
  if (length > 0 || isFirst) yield piece.subarray(0, length);
}
