import type { ByteSource } from '../../bytes/byte-source.js';
import { DirectReader } from '../../bytes/direct-reader.js';
import type { Content } from '../../archive/member.js';
import { ChunkReader } from '../../bytes/chunk-reader.js';
import type { SparseMap } from '../../bytes/sparse-map.js';
import type { Part } from './recovered.js';

/** Bytes that are read at once. */
const CHUNK = 256 * 1024;

/** Bytes of a source that belong together somewhere in a file. */
export interface SourcePiece {
  readonly at: number;
  readonly source: ByteSource;
  readonly offset: number;
  readonly length: number;
}

/** The bytes of pieces, which ascend, in bounded parts. */
export function* pieceParts(pieces: Iterable<SourcePiece>): Generator<Part> {
  const reader = new DirectReader(CHUNK);
  try {
    for (const { at, source, offset, length } of pieces) {
      for (let done = 0; done < length; done += CHUNK) {
        const count = Math.min(CHUNK, length - done);
        yield { at: at + done, bytes: reader.read(source, offset + done, count) };
      }
    }
  } finally {
    reader.close();
  }
}

/** Pieces by where they belong, each cut where the one before it ends: those of forged images may overlap. */
export function ascending(pieces: readonly SourcePiece[]): SourcePiece[] {
  let end = 0;
  return [...pieces]
    .sort((a, b) => a.at - b.at)
    .flatMap((piece) => {
      const cut = Math.min(Math.max(end - piece.at, 0), piece.length);
      end = Math.max(end, piece.at + piece.length);
      if (cut === piece.length) return [];
      return {
        ...piece,
        at: piece.at + cut,
        offset: piece.offset + cut,
        length: piece.length - cut,
      };
    });
}

/** A member's bytes, holes left out. */
export async function* contentParts(content: Content): AsyncGenerator<Part> {
  if (content.kind === 'source') {
    const { source } = content;
    yield* pieceParts(
      source.sparse === undefined
        ? [{ at: 0, source, offset: 0, length: source.size }]
        : fragments(source.sparse).map(([at, length]) => ({ at, source, offset: at, length })),
    );
  } else if (content.packed === undefined) {
    let at = 0;
    for await (const bytes of content.chunks) {
      yield { at, bytes };
      at += bytes.length;
    }
  } else {
    const reader = new ChunkReader(content.packed.chunks);
    for (const [start, length] of fragments(content.packed.map)) {
      for (let at = start; at < start + length;) {
        const bytes = await reader.readSome(start + length - at);
        if (bytes === undefined) return;
        yield { at, bytes };
        at += bytes.length;
      }
    }
  }
}

function fragments({ starts, lengths }: SparseMap): [number, number][] {
  return Array.from(starts, (start, index) => [start, lengths[index] ?? 0]);
}
