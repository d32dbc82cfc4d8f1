import type { Gap } from '../byte-source.js';
import { decodeLz4Block } from '../lz4/decode-block.js';
import { blockKind, findBlock, MAX_BLOCK, type BlockTable } from './block-table.js';

/** Stored bytes of several blocks that are read at once. */
const READ_AT_ONCE = 256 * 1024;

/** Reads stored bytes into `target`. */
export type ReadStored = (position: number, target: Uint8Array) => void;

/** Unpacks blocks. What it holds is one block, and what is read of the file at once. */
export class BlockReader {
  private input = new Uint8Array(0);
  /** The last block of which only a part was asked for. */
  private block = new Uint8Array(0);
  private blockPosition = -1;
  private blockSize = 0;

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
        const block = { start, size: until - start, position, stored, at: position - loaded };
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
      case 'lz4':
        if (isFalse(stored, size)) return false;
        if (target.length === size) return this.decode(block, target);
        if (!this.hold(block)) return false;
        target.set(this.block.subarray(skip, skip + target.length));
        return true;
    }
  }

  private decode({ at, stored }: Block, target: Uint8Array): boolean {
    return decodeLz4Block(this.input, at, at + stored, target, 0, target.length);
  }

  /** Unpacks the block as a whole, unless it was the last one. */
  private hold(block: Block): boolean {
    if (this.blockPosition === block.position && this.blockSize === block.size) return true;
    if (this.block.length < block.size) this.block = new Uint8Array(block.size);
    const isIntact = this.decode(block, this.block.subarray(0, block.size));
    this.blockPosition = isIntact ? block.position : -1;
    this.blockSize = block.size;
    return isIntact;
  }

  private inputOf(size: number): Uint8Array {
    if (this.input.length < size) this.input = new Uint8Array(Math.max(size, READ_AT_ONCE));
    return this.input.subarray(0, size);
  }
}

interface Block {
  readonly start: number;
  readonly size: number;
  readonly position: number;
  readonly stored: number;
  /** Where it begins in what was read. */
  readonly at: number;
}

/** What takes more than it makes is stored as it is. */
function isFalse(stored: number, size: number): boolean {
  return stored > size || size > MAX_BLOCK;
}
