import type { ByteSource } from '../bytes/byte-source.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { ChunkReader } from '../bytes/chunk-reader.js';
import { decompress } from '../bytes/decompress.js';
import {
  type Compression,
  detectCompression,
  DETECTION_LENGTH,
} from '../bytes/detect-compression.js';
import { contentChunks, contentPlace } from './content.js';
import { isImageStream } from './image-stream/marker.js';
import { streamEntries } from './image-stream/stream-entries.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { type Content, type Entry, placeInside, type PlaceOf } from './member.js';
import { indexedEntries } from './tar/index-tar.js';
import { walkTar } from './tar/walk-tar.js';

/** A tar that was compressed and compressed once more is met; more layers are a trick. */
const MAX_LAYERS = 2;

/** First bytes that are enough to tell a stream of images: its first marker has the name of an image. */
const FORMAT_LENGTH = 512;

/** How members follow each other: as tar has them, or in a stream of CRIU's images. */
export type Format = 'tar' | 'image-stream';

/** Content with its compression taken off. */
export interface Unpacked {
  readonly format: Format;
  /** The outermost compression. */
  readonly compression?: Compression;
  /** Random access to what was not compressed, otherwise a stream. */
  readonly content: Content;
}

/** The members of an archive inside of anything: a tar, compressed or not, told by its first bytes. */
export async function* walkArchiveContent(
  content: Content,
  limits: Limits = DEFAULT_LIMITS,
  placeOf: PlaceOf = placeInside(contentPlace(content)),
): AsyncGenerator<Entry> {
  yield* unpackedEntries(await unpack(content, limits), limits, placeOf);
}

/** The members of what is not compressed any more. */
export async function* unpackedEntries(
  { content, format }: Unpacked,
  limits: Limits,
  placeOf: PlaceOf,
): AsyncGenerator<Entry> {
  if (format === 'image-stream') yield* streamEntries(content, limits, placeOf);
  else if (content.kind === 'source') yield* indexedEntries(content.source, limits, placeOf);
  else yield* walkTar(content.chunks, content.place, limits, placeOf);
}

/** Takes the compression off, if there is one. What is not compressed stays in random access. */
export async function unpack(content: Content, limits: Limits): Promise<Unpacked> {
  const place = contentPlace(content);
  if (content.kind === 'source' && isPlain(content)) {
    return { content, format: formatOf(firstBytes(content.source)) };
  }
  let outermost: Compression | undefined;
  let reader = new ChunkReader(contentChunks(content));
  for (let layers = 0; ; layers++) {
    const first = await reader.read(FORMAT_LENGTH);
    const chunks = rejoin(first, reader);
    const compression = detectCompression(first.subarray(0, DETECTION_LENGTH));
    if (compression === undefined) {
      const rest = { content: { kind: 'stream', place, chunks }, format: formatOf(first) } as const;
      return outermost === undefined ? rest : { compression: outermost, ...rest };
    }
    if (layers === MAX_LAYERS) {
      throw new CheckpointError('unsupported', `compressed more than ${MAX_LAYERS} times`, place);
    }
    outermost ??= compression;
    reader = new ChunkReader(decompress(compression, chunks, place, limits.maxUnpacked));
  }
}

/** Whether a tar in it could be read in random access. */
export function isPlain(content: Content): boolean {
  if (content.kind === 'stream') return false;
  const first = firstBytes(content.source);
  return detectCompression(first.subarray(0, DETECTION_LENGTH)) === undefined;
}

function firstBytes(source: ByteSource): Uint8Array {
  return source.read(0, Math.min(FORMAT_LENGTH, source.size));
}

function formatOf(first: Uint8Array): Format {
  return isImageStream(first) ? 'image-stream' : 'tar';
}

/** Puts back what was read to look at it. */
async function* rejoin(first: Uint8Array, reader: ChunkReader): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first;
    yield* reader.rest();
  } finally {
    await reader.close();
  }
}
