import { createGzip } from 'node:zlib';
import { throughTransform } from './through-transform.js';

/**
 * gzip by zlib, without a name and a time. Which bytes come out hangs on the version of zlib in this Node.
 */
export async function* gzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* throughTransform(chunks, createGzip({ chunkSize: 256 * 1024 }));
}
