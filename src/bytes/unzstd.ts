import * as zlib from 'node:zlib';
import type { Transform } from 'node:stream';
import { ChunkReader } from './chunk-reader.js';
import { CheckpointError } from './checkpoint-error.js';
import { damagedStream, locatedError, truncatedStream } from './compression-error.js';
import { throughTransform } from './through-transform.js';
import { readFrameHeader } from './zstd/frame-header.js';
import { readBlocks } from './zstd/frame-blocks.js';

/** The pieces of one frame to what they hold. */
type FrameDecoder = (
  pieces: AsyncIterable<Uint8Array>,
  windowSize: number,
) => AsyncIterable<Uint8Array>;

/**
 * zstd (RFC 8878). The frames are walked here and given one by one to a decoder, since Node's own ends
 * silently behind the first. What a frame tells of its content is checked here for either decoder.
 */
export async function* unzstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new ChunkReader(chunks);
  try {
    const decodeFrame = await frameDecoder();
    const xxhash = await (await import('xxhash-wasm')).default();
    for (;;) {
      const header = await readFrameHeader(input);
      if (header === undefined) return;
      const hash = xxhash.create64(0n);
      let size = 0;
      for await (const chunk of decodeFrame(readBlocks(input, header), header.windowSize)) {
        if (header.hasChecksum) hash.update(chunk);
        size += chunk.length;
        yield chunk;
      }
      if (size !== (header.contentSize ?? size)) throw damagedStream('zstd', 'wrong size');
      if (header.hasChecksum) await verifyChecksum(input, hash.digest());
    }
  } catch (error) {
    throw locatedError(error, input.offset);
  } finally {
    await input.close();
  }
}

/** The low 32 bits of XXH64 over the content follow the last block. */
async function verifyChecksum(input: ChunkReader, digest: bigint): Promise<void> {
  const stored = await input.read(4);
  if (stored.length < 4) throw truncatedStream('zstd');
  const expected = Buffer.from(stored).readUInt32LE();
  if (BigInt.asUintN(32, digest) !== BigInt(expected)) {
    throw damagedStream('zstd', 'checksum does not match');
  }
}

/**
 * Node's own where there is one, three times as fast. It is the more lenient: zstd's library does not ask that the
 * last bit of coded literals is used, so that damage of a frame without a checksum may come out as wrong bytes.
 */
async function frameDecoder(): Promise<FrameDecoder> {
  const { createZstdDecompress } = zlib as {
    /** Since Node 22.15. */
    createZstdDecompress?: (options: { chunkSize: number }) => Transform;
  };
  if (createZstdDecompress === undefined)
    return (await import('./zstd/decode-frame.js')).decodeFrame;
  return async function* decodeNatively(pieces) {
    try {
      yield* throughTransform(pieces, createZstdDecompress({ chunkSize: 256 * 1024 }));
    } catch (error) {
      if (error instanceof CheckpointError || !(error instanceof Error)) throw error;
      throw damagedStream('zstd', error.message);
    }
  };
}
