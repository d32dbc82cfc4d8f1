import { CheckpointError, type Place } from './checkpoint-error.js';
import type { Compression } from './detect-compression.js';
import { hearSignals } from './hear-signals.js';
import { unpackLimit } from './unpack-limit.js';

/** Takes the compressed chunks apart. Its errors need no place. */
type Decoder = (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

/** Imported only when met: each costs start-up time. */
const DECODERS: Readonly<Record<Compression, () => Promise<Decoder>>> = {
  gzip: async () => (await import('./gunzip.js')).gunzip,
  zstd: async () => (await import('./unzstd.js')).unzstd,
  xz: async () => (await import('./unxz.js')).unxz,
  bzip2: async () => (await import('./bunzip2.js')).bunzip2,
};

/**
 * What the compressed `chunks` hold. Stopping early ends them too.
 * @param maxUnpacked bytes that may come out; by default 1 GiB, or 200 times what went in if that is more
 * @throws CheckpointError `unexpected-eof`, `invalid-compression`, `limit`, `unsupported`
 */
export async function* decompress(
  compression: Compression,
  chunks: AsyncIterable<Uint8Array>,
  place: Place,
  maxUnpacked?: number,
): AsyncGenerator<Uint8Array> {
  const decoder = await DECODERS[compression]();
  let taken = 0;
  let given = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      taken += chunk.length;
      yield chunk;
    }
  }
  try {
    for await (const chunk of decoder(counted())) {
      if (chunk.length === 0) continue;
      given += chunk.length;
      const limit = unpackLimit(maxUnpacked, taken);
      if (given > limit) throw tooMuch(compression, limit);
      await hearSignals(chunk.length);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof CheckpointError && error.place.file === undefined) {
      throw error.at({ ...place, offset: taken });
    }
    throw error;
  }
}

function tooMuch(compression: Compression, limit: number): CheckpointError {
  return new CheckpointError(
    'limit',
    `${compression} stream unpacks to more than ${limit} bytes`,
    {},
    'if that is meant, raise --max-unpacked SIZE',
  );
}
