import { closeSync } from 'node:fs';
import type { RedactQuestion } from '../../analysis/redact/find-overwritten.js';
import type { Overwritten } from '../../analysis/redact/overwritten.js';
import { contentChunks, sourceChunks } from '../../archive/content.js';
import { openInput } from '../../archive/input.js';
import type { Limits } from '../../archive/limits.js';
import { openNameless } from '../../archive/spool.js';
import { ChunkReader } from '../../bytes/chunk-reader.js';
import { fileSource } from '../../bytes/byte-source.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { decompress } from '../../bytes/decompress.js';
import {
  detectCompression,
  DETECTION_LENGTH,
  type Compression,
} from '../../bytes/detect-compression.js';
import { HashedChunks, type Digest } from '../../bytes/hashed-chunks.js';
import { OutputFile } from '../output-file.js';
import { redactTar, writeAll } from './redact-archive.js';

type Pack = (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

/** What can be written again as it came. */
const PACKERS: Partial<Record<Compression, () => Promise<Pack>>> = {
  gzip: async () => (await import('../../bytes/compress-gzip.js')).gzipped,
  zstd: async () => (await import('../../bytes/compress-zstd.js')).zstandard,
};

export interface Redacted {
  readonly before: Digest;
  readonly after: Digest;
}

/**
 * Writes a copy of an archive in which what is secret is overwritten, for its owner only, whole or not at all. What it
 * is compressed with comes off for that, and on again.
 * @throws CheckpointError when it cannot be
 */
export async function redactFile(
  file: string,
  output: string,
  question: RedactQuestion & { readonly replace: boolean },
  tell: (found: Overwritten) => void,
): Promise<Redacted> {
  const input = await openInput(file, question.limits);
  const target = new OutputFile(output, { inputs: [file], replace: question.replace });
  let fd: number | undefined;
  try {
    if (input.kind !== 'content') {
      const why =
        input.kind === 'directory'
          ? 'is a directory, of which no copy is made: pack it, as with tar -cf'
          : 'is an image in a registry, of which no copy is made: copy it into a file before';
      throw new CheckpointError('unsupported', why, { file });
    }
    const hashed = new HashedChunks(contentChunks(input.content));
    const { chunks, pack } = await withoutCompression(file, hashed.passing(), question.limits);
    fd = openNameless();
    const size = await writeAll(fd, chunks);
    const before = await hashed.finish();
    await redactTar(fd, file, question, tell);
    const made = new HashedChunks(pack(sourceChunks(fileSource(fd, size, { file }, 0))));
    for await (const chunk of made.passing()) await target.write(chunk);
    const after = await made.finish();
    await target.finish();
    return { before, after };
  } catch (error) {
    throw await target.abandon(error);
  } finally {
    if (fd !== undefined) closeSync(fd);
    input.close();
  }
}

/** What is in compressed chunks, and what packs it as they were. */
async function withoutCompression(
  file: string,
  stored: AsyncIterable<Uint8Array>,
  { maxUnpacked }: Limits,
): Promise<{ readonly chunks: AsyncIterable<Uint8Array>; readonly pack: Pack }> {
  const reader = new ChunkReader(stored);
  const first = Buffer.from(await reader.read(DETECTION_LENGTH));
  const compression = detectCompression(first);
  const all = rejoin(first, reader);
  if (compression === undefined) return { chunks: all, pack: (chunks) => chunks };
  const pack = await PACKERS[compression]?.();
  if (pack === undefined) {
    const why = `is compressed with ${compression}, which is not written: take that off before`;
    throw new CheckpointError('unsupported', why, { file });
  }
  return { chunks: decompress(compression, all, { file }, maxUnpacked), pack };
}

/** Puts back what was read to look at it. */
async function* rejoin(first: Uint8Array, reader: ChunkReader): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  yield* reader.rest();
}
