import { createGzip } from 'node:zlib';
import { CheckpointError, type Place } from '../../bytes/checkpoint-error.js';
import type { Compression } from '../../bytes/detect-compression.js';
import { throughTransform } from '../../bytes/through-transform.js';

/** Of gzip's header (RFC 1952, 2.3), which Node writes without anything optional. */
const HEADER = 10;
const FLAGS = 3;
const HAS_COMMENT = 0x10;

const CHUNK = 256 * 1024;

/**
 * An archive in the archive compressed again, in as many bytes as before: what it is shorter is a comment in its
 * header, which everybody skips. It is compressed twice, so that it need not be held.
 * @throws CheckpointError `unsupported` for other compressions than gzip, and where it does not become short enough
 */
export async function* packAgain(
  compression: Compression,
  plain: () => AsyncIterable<Uint8Array>,
  size: number,
  place: Place,
): AsyncGenerator<Uint8Array> {
  const unfit = (why: string) =>
    new CheckpointError('unsupported', `it has secrets in it and ${why}`, place);
  if (compression !== 'gzip') throw unfit(`is compressed with ${compression}, not gzip`);
  let length = 0;
  for await (const chunk of packed(plain())) length += chunk.length;
  if (length > size) throw unfit('does not fit into its place when it is compressed again');
  let isFirst = true;
  for await (const chunk of packed(plain())) {
    yield isFirst ? withComment(chunk, size - length) : chunk;
    isFirst = false;
  }
}

async function* packed(plain: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let header: Uint8Array = new Uint8Array(0);
  const gzip = createGzip({ level: 9, memLevel: 9, chunkSize: CHUNK });
  for await (const chunk of throughTransform(plain, gzip)) {
    // The header comes whole, and not alone.
    const bytes = header.length === 0 ? chunk : Buffer.concat([header, chunk]);
    header = bytes.length < HEADER ? Buffer.from(bytes) : new Uint8Array(0);
    if (header.length === 0) yield bytes;
  }
}

/** The same gzip data, so many bytes longer. */
export function withComment(gzip: Uint8Array, more: number): Uint8Array {
  if (more === 0) return gzip;
  const header = Buffer.from(gzip.subarray(0, HEADER));
  header[FLAGS] = (header[FLAGS] ?? 0) | HAS_COMMENT;
  const comment = Buffer.alloc(more, ' ');
  comment[more - 1] = 0;
  return Buffer.concat([header, comment, gzip.subarray(HEADER)]);
}
