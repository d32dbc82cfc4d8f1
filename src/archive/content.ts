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

/** The content in random access, held in memory if it passes by. Holes take no memory. */
export async function holdContent(content: Content, size: number): Promise<ByteSource> {
  if (content.kind === 'source') return content.source;
  const { place, packed } = content;
  const stored = packed?.map.stored ?? size;
  const bytes = await collectChunks(packed?.chunks ?? content.chunks, stored, place);
  if (bytes.length < stored) throw unexpectedEof(place, bytes.length);
  const source = memorySource(bytes, place);
  return packed === undefined ? source : sparseSource(source, packed.map, place);
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

async function* sourceChunks(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < source.size; offset += CHUNK_SIZE) {
    yield await Promise.resolve(source.read(offset, Math.min(CHUNK_SIZE, source.size - offset)));
  }
}

function tooLarge(maxBytes: number, place: Place): CheckpointError {
  return new CheckpointError('limit', `larger than ${maxBytes} bytes`, place);
}
