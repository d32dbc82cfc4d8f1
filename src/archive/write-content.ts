import { ftruncateSync, writeSync } from 'node:fs';
import type { ByteSource } from '../bytes/byte-source.js';
import { ChunkReader } from '../bytes/chunk-reader.js';
import type { SparseMap } from '../bytes/sparse-map.js';
import { contentChunks } from './content.js';
import type { Content } from './member.js';

const CHUNK_SIZE = 256 * 1024;

type Write = (bytes: Uint8Array, position: number) => void;

/**
 * Writes content to an empty file. Its holes become holes of the file.
 * @param onBytes told of every piece that is written
 */
export async function writeContent(
  fd: number,
  content: Content,
  size: number,
  onBytes: (count: number) => void,
): Promise<void> {
  const write = (bytes: Uint8Array, position: number): void => {
    writeAll(fd, bytes, position);
    onBytes(bytes.length);
  };
  if (content.kind === 'source' && content.source.sparse !== undefined) {
    writeFragments(write, content.source, content.source.sparse);
    ftruncateSync(fd, size);
  } else if (content.kind === 'stream' && content.packed !== undefined) {
    await writePacked(write, content.packed.chunks, content.packed.map);
    ftruncateSync(fd, size);
  } else {
    let position = 0;
    for await (const chunk of contentChunks(content)) {
      write(chunk, position);
      position += chunk.length;
    }
  }
}

function writeFragments(write: Write, source: ByteSource, map: SparseMap): void {
  for (const [index, start] of map.starts.entries()) {
    const end = start + (map.lengths[index] ?? 0);
    for (let at = start; at < end; at += CHUNK_SIZE) {
      write(source.read(at, Math.min(CHUNK_SIZE, end - at)), at);
    }
  }
}

async function writePacked(
  write: Write,
  chunks: AsyncIterable<Uint8Array>,
  map: SparseMap,
): Promise<void> {
  const reader = new ChunkReader(chunks);
  for (const [index, start] of map.starts.entries()) {
    const end = start + (map.lengths[index] ?? 0);
    for (let at = start; at < end;) {
      const part = await reader.readSome(end - at);
      if (part === undefined) return;
      write(part, at);
      at += part.length;
    }
  }
}

function writeAll(fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(fd, bytes, done, bytes.length - done, position + done);
  }
}
