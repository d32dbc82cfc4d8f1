import { createGunzip } from 'node:zlib';
import { damagedStream, truncatedStream } from './compression-error.js';
import { throughTransform } from './through-transform.js';

/** Twice as fast with large chunks as with the 16 KiB that Node gives by default. */
const CHUNK_SIZE = 256 * 1024;

/**
 * gzip (RFC 1952). Several members behind one another are one stream, zeros behind them are padding;
 * other bytes behind them are an error, since a damaged member cannot be told from garbage.
 */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* throughTransform(chunks, createGunzip({ chunkSize: CHUNK_SIZE }));
  } catch (error) {
    throw translate(error);
  }
}

function translate(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  if (error.code === 'Z_BUF_ERROR') return truncatedStream('gzip');
  const ofZlib = typeof error.code === 'string' && error.code.startsWith('Z_');
  return ofZlib ? damagedStream('gzip', error.message) : error;
}
