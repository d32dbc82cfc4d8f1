import { CheckpointError } from '../bytes/checkpoint-error.js';
import { ChunkReader } from '../bytes/chunk-reader.js';
import { decompress } from '../bytes/decompress.js';
import {
  type Compression,
  detectCompression,
  DETECTION_LENGTH,
} from '../bytes/detect-compression.js';
import { contentChunks, contentPlace } from './content.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { type Content, type Entry, placeInside, type PlaceOf } from './member.js';
import { indexedEntries } from './tar/index-tar.js';
import { walkTar } from './tar/walk-tar.js';

/** A tar that was compressed and compressed once more is met; more layers are a trick. */
const MAX_LAYERS = 2;

/** Content with its compression taken off. */
export interface Unpacked {
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
  yield* tarEntries((await unpack(content, limits)).content, limits, placeOf);
}

/** The members of a tar that is not compressed. */
export async function* tarEntries(
  content: Content,
  limits: Limits,
  placeOf: PlaceOf,
): AsyncGenerator<Entry> {
  if (content.kind === 'source') yield* indexedEntries(content.source, limits, placeOf);
  else yield* walkTar(content.chunks, content.place, limits, placeOf);
}

/** Takes the compression off, if there is one. What is not compressed stays in random access. */
export async function unpack(content: Content, limits: Limits): Promise<Unpacked> {
  const place = contentPlace(content);
  if (isPlain(content)) return { content };
  let outermost: Compression | undefined;
  let reader = new ChunkReader(contentChunks(content));
  for (let layers = 0; ; layers++) {
    const first = await reader.read(DETECTION_LENGTH);
    const chunks = rejoin(first, reader);
    const compression = detectCompression(first);
    if (compression === undefined) {
      const rest: Content = { kind: 'stream', place, chunks };
      return outermost === undefined
        ? { content: rest }
        : { compression: outermost, content: rest };
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
  const { source } = content;
  const first = source.read(0, Math.min(DETECTION_LENGTH, source.size));
  return detectCompression(first) === undefined;
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
