import {
  checkRange,
  type BlockPlace,
  type ByteSource,
  type Gap,
  type PackedBytes,
} from '../byte-source.js';
import { CheckpointError } from '../checkpoint-error.js';
import { readInto } from '../read-into.js';
import { MAX_LZ4_BLOCK } from '../lz4/lz4-decoder.js';
import { BlockReader } from './block-reader.js';
import { blocksWithin, findBlock, type BlockTable } from './block-table.js';

/** Damaged blocks of one source that are told one by one. */
const MAX_TOLD = 20;

/** What blocks make that are stored in another source. A damaged one costs its own bytes. */
export class PackedSource implements ByteSource, PackedBytes {
  readonly size: number;
  readonly place: ByteSource['place'];
  readonly packed = this;
  private readonly reader = new BlockReader();
  private readonly damaged = new Set<number>();

  /** @param onDamage told of each block that is damaged, once */
  constructor(
    readonly stored: ByteSource,
    readonly table: BlockTable,
    private readonly onDamage: (error: CheckpointError) => void,
  ) {
    this.place = stored.place;
    this.size = sizeWithin(table, stored.size);
  }

  read(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    const [gap] = this.fill(offset, bytes);
    if (gap !== undefined) throw this.errorAt(gap.start);
    return bytes;
  }

  /**
   * Like read(), but with zeros in place of what is damaged.
   * @returns the parts of it that are lost, ascending
   */
  fill(offset: number, target: Uint8Array): Gap[] {
    checkRange(this, offset, target.length);
    const gaps = this.reader.fill(this.table, offset, target, (position, bytes) => {
      readInto(this.stored, position, bytes);
    });
    for (const gap of gaps) this.tellDamage(gap.start);
    return gaps;
  }

  /** The blocks of a range, for who unpacks them by himself. */
  blocksWithin(offset: number, length: number): BlockTable {
    return blocksWithin(this.table, offset, length);
  }

  placeOf(offset: number): BlockPlace {
    const { starts, positions, stored } = this.table;
    const block = findBlock(this.table, offset);
    const start = starts[block] ?? 0;
    const position = positions[block] ?? 0;
    const isRaw = stored[block] === (starts[block + 1] ?? 0) - start;
    if (isRaw) return { offset: position + offset - start, inBlock: undefined };
    return { offset: position, inBlock: offset - start };
  }

  /** For damage that someone else has found. */
  tellDamage(offset: number): void {
    const block = findBlock(this.table, offset);
    if (this.damaged.has(block) || this.damaged.size > MAX_TOLD) return;
    this.damaged.add(block);
    if (this.damaged.size <= MAX_TOLD) this.onDamage(this.errorAt(offset));
    else
      this.onDamage(new CheckpointError('invalid-image', 'further blocks are damaged', this.place));
  }

  private errorAt(offset: number): CheckpointError {
    const block = findBlock(this.table, offset);
    const { starts, positions, stored } = this.table;
    const size = (starts[block + 1] ?? 0) - (starts[block] ?? 0);
    const taken = stored[block] ?? 0;
    const place = { ...this.place, offset: positions[block] ?? 0 };
    if (taken > size) {
      const why = `a block of ${size} bytes cannot take ${taken}`;
      return new CheckpointError('invalid-image', why, place);
    }
    if (size > MAX_LZ4_BLOCK) {
      const why = `a block of ${size} bytes; ${MAX_LZ4_BLOCK} is the limit`;
      return new CheckpointError('limit', why, place);
    }
    const why = `the LZ4 block of ${taken} bytes does not unpack to ${size}`;
    return new CheckpointError('invalid-image', why, place);
  }
}

/** Bytes of the blocks up to the first that is not wholly stored; raw ones may be there in part. */
function sizeWithin({ starts, positions, stored }: BlockTable, storedSize: number): number {
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((positions[middle] ?? 0) + (stored[middle] ?? 0) <= storedSize) low = middle + 1;
    else high = middle;
  }
  const start = starts[low] ?? 0;
  const size = (starts[low + 1] ?? start) - start;
  if (stored[low] !== size) return start;
  return start + Math.max(storedSize - (positions[low] ?? 0), 0);
}
