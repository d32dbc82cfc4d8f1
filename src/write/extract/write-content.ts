import type { ByteSource } from '../../bytes/byte-source.js';
import type { ByteSink } from '../../bytes/byte-sink.js';
import { ChunkReader } from '../../bytes/chunk-reader.js';
import type { SparseMap } from '../../bytes/sparse-map.js';
import { contentChunks } from '../../archive/content.js';
import type { Content } from '../../archive/member.js';

const CHUNK_SIZE = 256 * 1024;

/**
 * Writes content to an empty file. Its holes become holes of the file.
 * @param onBytes told of every piece that is written
 */
export async function writeContent(
  file: ByteSink,
  content: Content,
  size: number,
  onBytes: (count: number) => void,
): Promise<void> {
  const write = async (bytes: Uint8Array, position: number): Promise<void> => {
    await file.write(bytes, position);
    onBytes(bytes.length);
  };
  if (content.kind === 'source' && content.source.sparse !== undefined) {
    await writeFragments(write, content.source, content.source.sparse);
    file.setSize(size);
  } else if (content.kind === 'stream' && content.packed !== undefined) {
    await writePacked(write, content.packed.chunks, content.packed.map);
    file.setSize(size);
  } else {
    let position = 0;
    for await (const chunk of contentChunks(content)) {
      await write(chunk, position);
      position += chunk.length;
    }
  }
}

async function writeFragments(
  write: ByteSink['write'],
  source: ByteSource,
  map: SparseMap,
): Promise<void> {
  for (const [index, start] of map.starts.entries()) {
    const end = start + (map.lengths[index] ?? 0);
    for (let at = start; at < end; at += CHUNK_SIZE) {
      await write(source.read(at, Math.min(CHUNK_SIZE, end - at)), at);
    }
  }
}

async function writePacked(
  write: ByteSink['write'],
  chunks: AsyncIterable<Uint8Array>,
  map: SparseMap,
): Promise<void> {
  const reader = new ChunkReader(chunks);
  for (const [index, start] of map.starts.entries()) {
    const end = start + (map.lengths[index] ?? 0);
    for (let at = start; at < end;) {
      const part = await reader.readSome(end - at);
      if (part === undefined) return;
      await write(part, at);
      at += part.length;
    }
  }
}
