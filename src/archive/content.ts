import { type ByteSource, memorySource, unexpectedEof } from '../bytes/byte-source.js';
import { CheckpointError, type Place } from '../bytes/checkpoint-error.js';
import { sparseSource } from '../bytes/sparse-source.js';
import type { Content } from './member.js';

const CHUNK_SIZE = 256 * 1024;

/** The bytes in order; holes come as zeros. */
export function contentChunks(content: Content): AsyncIterable<Uint8Array> {
  return content.kind === 'stream' ? content.chunks : sourceChunks(content.source);
}

export function contentPlace(content: Content): Place {
  return content.kind === 'stream' ? content.place : content.source.place;
}

/**
 * All bytes at once.
 * @throws CheckpointError `limit` if they are more than `maxBytes`
 */
export async function collectBytes(
  content: Content,
  maxBytes: number,
  place: Place = contentPlace(content),
): Promise<Uint8Array> {
  if (content.kind === 'source') {
    if (content.source.size > maxBytes) throw tooLarge(maxBytes, place);
    return content.source.read(0, content.source.size);
  }
  return collectChunks(content.chunks, maxBytes, place);
}

/** Content in random access; after an error what could be read before it. */
export interface Held {
  readonly source: ByteSource;
  readonly error?: Error;
}

/** The content in random access, held in memory if it passes by. Holes take no memory. */
export async function holdContent(content: Content, size: number): Promise<ByteSource> {
  const { source, error } = await holdBeginning(content, size);
  if (error !== undefined) throw error;
  return source;
}

/** As `holdContent`, of content that cannot be read to its end the beginning. */
export async function holdBeginning(content: Content, size: number): Promise<Held> {
  if (content.kind === 'source') return { source: content.source };
  const { place, packed } = content;
  const stored = packed?.map.stored ?? size;
  const parts: Uint8Array[] = [];
  const error = await takeAll(packed?.chunks ?? content.chunks, stored, place, (chunk) => {
    parts.push(chunk);
  });
  return placed(memorySource(Buffer.concat(parts), place), content, error);
}

/**
 * Gives all chunks to `take`.
 * @param size bytes that there should be, if that is known
 * @returns why they are not all
 */
export async function takeAll(
  chunks: AsyncIterable<Uint8Array>,
  size: number | undefined,
  place: Place,
  take: (chunk: Uint8Array) => void,
): Promise<Error | undefined> {
  let taken = 0;
  try {
    for await (const chunk of chunks) {
      taken += chunk.length;
      if (size !== undefined && taken > size) throw tooLarge(size, place);
      take(chunk);
    }
    return size !== undefined && taken < size ? unexpectedEof(place, taken) : undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** What was stored of a content as that content, with its holes. */
export function placed(
  stored: ByteSource,
  { place, packed }: Content & { kind: 'stream' },
  error: Error | undefined,
): Held {
  if (packed === undefined) return { source: stored, ...(error !== undefined && { error }) };
  if (error === undefined) return { source: sparseSource(stored, packed.map, place) };
  // What a file with holes has of its end cannot be placed.
  return { source: memorySource(new Uint8Array(0), place), error };
}

async function collectChunks(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  place: Place,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes, place);
    parts.push(chunk);
  }
  return Buffer.concat(parts, size);
}

/** The bytes of a source in order. */
export async function* sourceChunks(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < source.size; offset += CHUNK_SIZE) {
    yield await Promise.resolve(source.read(offset, Math.min(CHUNK_SIZE, source.size - offset)));
  }
}

function tooLarge(maxBytes: number, place: Place): CheckpointError {
  return new CheckpointError('limit', `larger than ${maxBytes} bytes`, place);
}
