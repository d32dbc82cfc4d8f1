/** How a block is stored. */
export type BlockKind = 'zeros' | 'raw' | 'lz4';

/**
 * Blocks one behind the other: what bytes each of them makes, and where it is stored. There may be millions, so
 * they are columns of numbers. It goes to other threads as it is.
 */
export interface BlockTable {
  /** Where the bytes of each block begin; one more tells where those of the last end. */
  readonly starts: Float64Array<ArrayBuffer>;
  /** Where each block is stored. */
  readonly positions: Float64Array<ArrayBuffer>;
  /** Bytes that it takes there. */
  readonly stored: Float64Array<ArrayBuffer>;
}

/** None for zeros, all for what is stored as it is. */
export function blockKind(stored: number, size: number): BlockKind {
  if (stored === 0) return 'zeros';
  return stored === size ? 'raw' : 'lz4';
}

/** The block that has a byte: the last one that begins at `offset` or before. */
export function findBlock({ starts }: BlockTable, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(low - 1, 0);
}

/** The blocks that have a part of a range, as a table of their own; positions and starts stay. */
export function blocksWithin(table: BlockTable, offset: number, length: number): BlockTable {
  const first = findBlock(table, offset);
  const last = findBlock(table, Math.max(offset + length - 1, offset));
  return {
    starts: table.starts.slice(first, last + 2),
    positions: table.positions.slice(first, last + 1),
    stored: table.stored.slice(first, last + 1),
  };
}

/** Makes a table block by block. */
export class BlockTableBuilder {
  private starts = new Float64Array(64);
  private positions = new Float64Array(64);
  private stored = new Float64Array(64);
  private count = 0;
  /** Bytes that the blocks make. */
  size = 0;

  get blocks(): number {
    return this.count;
  }

  add(size: number, position: number, stored: number): void {
    if (size === 0) return;
    const { count } = this;
    if (count + 1 === this.starts.length) this.grow();
    this.positions[count] = position;
    this.stored[count] = stored;
    this.size += size;
    this.count = count + 1;
    this.starts[this.count] = this.size;
  }

  table(): BlockTable {
    const { count } = this;
    return {
      starts: this.starts.slice(0, count + 1),
      positions: this.positions.slice(0, count),
      stored: this.stored.slice(0, count),
    };
  }

  private grow(): void {
    const size = this.starts.length * 2;
    const larger = (old: Float64Array) => {
      const grown = new Float64Array(size);
      grown.set(old);
      return grown;
    };
    this.starts = larger(this.starts);
    this.positions = larger(this.positions);
    this.stored = larger(this.stored);
  }
}
