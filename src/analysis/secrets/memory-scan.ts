import { alignedBytes, readIntact } from '../../bytes/read-into.js';
import { extentsWithin } from '../../search/scan/piece.js';
import type { SearchedPiece } from '../search/search-checkpoint.js';
import type { SearchedExtent } from '../search/searched-extent.js';
import { findSchedules, LONGEST_SCHEDULE, type AesSchedule } from './aes-schedule.js';

/** Bytes that are looked at in one go. */
const CHUNK = 1024 * 1024;

/** An expanded key in memory, which is no pattern for the search engine. */
export interface Scanned {
  /** Bytes from the beginning of the piece. */
  readonly at: number;
  readonly key: { readonly hex: string; readonly bytes: AesSchedule['keyBytes'] };
}

export class MemoryScan {
  private readonly bytes = alignedBytes(CHUNK + 256);
  private readonly words = new Uint32Array(
    this.bytes.buffer,
    this.bytes.byteOffset,
    this.bytes.length / 4,
  );
  /** What was found in bytes that several processes have. */
  private readonly remembered = new Map<string, readonly Scanned[]>();

  *lookAt(piece: SearchedPiece): Generator<Scanned> {
    // Words stand at multiples of four of the address.
    const start = piece.kind === 'process' ? Number(-piece.address & 3n) : 0;
    for (let from = start; from < piece.size; from += CHUNK) {
      const length = Math.min(CHUNK + LONGEST_SCHEDULE, piece.size - from);
      const extents = extentsWithin(piece, from, length);
      const isShared = extents.every(({ shared }) => shared);
      const found = isShared ? this.recall(extents) : this.scan(extents);
      for (const each of found) yield { ...each, at: from + each.at };
    }
  }

  private recall(extents: readonly SearchedExtent[]): readonly Scanned[] {
    const places = extents.map(({ member, offset, length }) => `${offset} ${length} ${member}`);
    const key = places.join('\n');
    const found = this.remembered.get(key) ?? this.scan(extents);
    this.remembered.set(key, found);
    return found;
  }

  private scan(extents: readonly SearchedExtent[]): Scanned[] {
    let size = 0;
    for (const { source, offset, length } of extents) {
      readIntact(source, offset, this.bytes.subarray(size, size + length));
      size += length;
    }
    return [...findSchedules(this.words.subarray(0, size >>> 2), CHUNK)].map((each) => ({
      at: each.at,
      key: { hex: this.keyOf(each), bytes: each.keyBytes },
    }));
  }

  private keyOf({ at, keyBytes, order }: AesSchedule): string {
    const key = Buffer.from(this.bytes.subarray(at, at + keyBytes));
    return (order === 'standard' ? key : key.swap32()).toString('hex');
  }
}
