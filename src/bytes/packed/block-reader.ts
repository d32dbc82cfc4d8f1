import type { Gap } from '../byte-source.js';
import { lz4Decoder, MAX_LZ4_BLOCK, type Lz4Decoder } from '../lz4/lz4-decoder.js';
import { blockKind, findBlock, type BlockTable } from './block-table.js';

/** Stored bytes of several blocks that are read at once. */
const READ_AT_ONCE = 256 * 1024;

/** Reads stored bytes into `target`. */
export type ReadStored = (position: number, target: Uint8Array) => void;

/** The last block that the decoder of this thread has made. */
let last: { table: BlockTable; start: number; bytes: Uint8Array } | undefined;

/** Unpacks blocks. What is held meanwhile is one block, and what is read of the file at once. */
export class BlockReader {
  private decoder: Lz4Decoder | undefined;

  /**
   * Fills `target` with what the blocks make from `offset` on, with zeros where a block is damaged.
   * @returns the parts of it that are lost, ascending
   */
  fill(table: BlockTable, offset: number, target: Uint8Array, read: ReadStored): Gap[] {
    const gaps: Gap[] = [];
    const end = offset + target.length;
    let index = findBlock(table, offset);
    while (index < table.positions.length && (table.starts[index] ?? end) < end) {
      const next = this.loadFrom(table, index, end, read);
      const loaded = table.positions[index] ?? 0;
      for (; index < next; index++) {
        const [start, until] = [table.starts[index] ?? 0, table.starts[index + 1] ?? 0];
        const [from, to] = [Math.max(start, offset), Math.min(until, end)];
        const part = target.subarray(from - offset, to - offset);
        const position = table.positions[index] ?? 0;
        const stored = table.stored[index] ?? 0;
        const at = position - loaded;
        const block = { table, start, size: until - start, position, stored, at };
        if (this.unpack(block, from - start, part, read)) continue;
        part.fill(0);
        gaps.push({ start: from, end: to });
      }
    }
    return gaps;
  }

  /** Reads LZ4 blocks that are stored one behind the other. Returns the number of the first that was not. */
  private loadFrom(table: BlockTable, first: number, end: number, read: ReadStored): number {
    const begin = table.positions[first] ?? 0;
    let size = 0;
    let index = first;
    for (; index < table.positions.length && (table.starts[index] ?? end) < end; index++) {
      const made = (table.starts[index + 1] ?? 0) - (table.starts[index] ?? 0);
      const stored = table.stored[index] ?? 0;
      const kind = blockKind(stored, made);
      if (kind === 'zeros') continue;
      const isLoaded = kind === 'lz4' && !isFalse(stored, made);
      const fits = size === 0 || size + stored <= READ_AT_ONCE;
      // Raw bytes go to their place at once.
      if (!isLoaded || !fits || table.positions[index] !== begin + size) break;
      size += stored;
    }
    if (size > 0) read(begin, this.inputOf(size));
    return Math.max(index, first + 1);
  }

  private unpack(block: Block, skip: number, target: Uint8Array, read: ReadStored): boolean {
    const { size, position, stored } = block;
    switch (blockKind(stored, size)) {
      case 'zeros':
        target.fill(0);
        return true;
      case 'raw':
        read(position + skip, target);
        return true;
      case 'lz4': {
        const bytes = isFalse(stored, size) ? undefined : this.decode(block);
        if (bytes === undefined) return false;
        target.set(bytes.subarray(skip, skip + target.length));
        return true;
      }
    }
  }

  /** Unpacks the block, unless it was the last one: several parts of large ones may be asked for. */
  private decode({ table, start, at, stored, size }: Block): Uint8Array | undefined {
    if (last?.table === table && last.start === start) return last.bytes;
    this.decoder ??= lz4Decoder();
    const bytes = this.decoder.decode(at, stored, size);
    last = bytes && { table, start, bytes };
    return bytes;
  }

  private inputOf(size: number): Uint8Array {
    this.decoder ??= lz4Decoder();
    return this.decoder.input(size);
  }
}

interface Block {
  readonly table: BlockTable;
  readonly start: number;
  readonly size: number;
  readonly position: number;
  readonly stored: number;
  /** Where it begins in what was read. */
  readonly at: number;
}

/** What takes more than it makes is stored as it is. */
function isFalse(stored: number, size: number): boolean {
  return stored > size || size > MAX_LZ4_BLOCK;
}
