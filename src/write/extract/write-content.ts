import type { ByteSource } from '../../bytes/byte-source.js';
import type { ByteSink } from '../../bytes/byte-sink.js';
import { ChunkReader } from '../../bytes/chunk-reader.js';
import { readInto } from '../../bytes/read-into.js';
import { ReusedMemory } from '../../bytes/reused-memory.js';
import type { SparseMap } from '../../bytes/sparse-map.js';
import type { Content } from '../../archive/member.js';

const CHUNK_SIZE = 256 * 1024;

/** Writes contents of members into files of their own. */
export class ContentWriter {
  private readonly memory = new ReusedMemory(CHUNK_SIZE);

  /** @param onBytes told of every piece that is written */
  constructor(private readonly onBytes: (count: number) => void) {}

  /** Writes content to an empty file. Its holes become holes of the file. */
  async write(file: ByteSink, content: Content, size: number): Promise<void> {
    const write = async (bytes: Uint8Array, position: number): Promise<void> => {
      await file.write(bytes, position);
      this.onBytes(bytes.length);
    };
    if (content.kind === 'source') {
      const { source } = content;
      const { starts, lengths } = source.sparse ?? { starts: [0], lengths: [source.size] };
      await this.fragments(write, source, starts, lengths);
      if (source.sparse !== undefined) file.setSize(size);
    } else if (content.packed !== undefined) {
      await writePacked(write, content.packed.chunks, content.packed.map);
      file.setSize(size);
    } else {
      let position = 0;
      for await (const chunk of content.chunks) {
        await write(chunk, position);
        position += chunk.length;
      }
    }
  }

  /**
   * Through memory that is used again and again and begins at a page: new memory for each piece costs more than the
   * copy, and reading to another place can take several times as long.
   */
  private async fragments(
    write: ByteSink['write'],
    source: ByteSource,
    starts: ArrayLike<number>,
    lengths: ArrayLike<number>,
  ): Promise<void> {
    for (let index = 0; index < starts.length; index++) {
      const start = starts[index] ?? 0;
      const end = start + (lengths[index] ?? 0);
      for (let at = start; at < end; at += CHUNK_SIZE) {
        const bytes = this.memory.take(Math.min(CHUNK_SIZE, end - at));
        readInto(source, at, bytes);
        await write(bytes, at);
      }
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
