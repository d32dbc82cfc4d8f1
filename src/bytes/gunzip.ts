import { createInflateRaw } from 'node:zlib';
import { ChunkReader } from './chunk-reader.js';
import { damagedStream, truncatedStream } from './compression-error.js';
import { Checksum } from './gzip/checksum.js';
import { skipHeader } from './gzip/header.js';
import { inflate } from './gzip/inflate.js';
import { behind, KeptPieces } from './kept-pieces.js';
import { Piecewise } from './piecewise.js';

/** Twice as fast with large chunks as with the 16 KiB that Node gives by default. */
const CHUNK_SIZE = 256 * 1024;

/** What is given to Node at once: it grows at most a thousandfold, and is held until it is taken. */
const PIECE = 32 * 1024;

/**
 * gzip (RFC 1952). Several members behind one another are one stream, zeros behind them are padding;
 * other bytes behind them are an error, since a damaged member cannot be told from garbage.
 */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new ChunkReader(chunks);
  try {
    for (let count = 0; await skipHeader(input, count > 0); count++) {
      yield* readMember(input);
    }
  } finally {
    await input.close();
  }
}

async function* readMember(input: ChunkReader): AsyncGenerator<Uint8Array> {
  const checksum = new Checksum();
  for await (const chunk of deflated(input)) {
    checksum.update(chunk);
    yield chunk;
  }
  const trailer = Buffer.from(await input.read(8));
  if (trailer.length < 8) throw truncatedStream('gzip', input.offset);
  const at = input.offset - 8;
  if (trailer.readUInt32LE(0) !== checksum.crc)
    throw damagedStream('gzip', 'incorrect data check', at);
  if (trailer.readUInt32LE(4) !== checksum.length % 2 ** 32) {
    throw damagedStream('gzip', 'incorrect length check', at + 4);
  }
}

/** What a deflate stream holds; `input` is at its end then. */
async function* deflated(input: ChunkReader): AsyncGenerator<Uint8Array> {
  const start = input.offset;
  const decoder = createInflateRaw({ chunkSize: CHUNK_SIZE });
  const stream = new Piecewise(decoder);
  const kept = new KeptPieces();
  let given = 0;
  try {
    for (;;) {
      const piece = await input.readSome(PIECE);
      if (piece === undefined) throw truncatedStream('gzip', input.offset);
      kept.add(piece);
      const { made, ended, error } = await stream.push(piece);
      for (const chunk of made) given += chunk.length;
      yield* made;
      if (error !== undefined) {
        const bytes = kept.whole();
        const used = bytes && (yield* behind(given, inflate(bytes))).used;
        const at = used === undefined ? input.offset - piece.length : start + used;
        throw damagedStream('gzip', error.message, at);
      }
      if (ended) {
        input.unread(input.offset - start - decoder.bytesWritten);
        return;
      }
    }
  } finally {
    stream.close();
  }
}
