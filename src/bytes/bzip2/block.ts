import { CheckpointError } from '../checkpoint-error.js';
import { damagedStream } from '../compression-error.js';
import type { BitReader } from './bit-reader.js';
import { type HuffmanTable, readHuffmanTable } from './huffman.js';

/** A block as the Burrows-Wheeler transform left it. */
export interface Block {
  readonly crc: number;
  /** Last column of the sorted rotations, in the low byte of each number. */
  readonly column: Uint32Array;
  /** Row of the original text. */
  readonly origin: number;
}

const CODES_PER_SELECTOR = 50;

/** Reads the block whose magic was read just before. `capacity`: bytes that a block may hold. */
export function readBlock(bits: BitReader, capacity: number): Block {
  const crc = bits.read32();
  if (bits.read(1) === 1) {
    throw new CheckpointError('unsupported', 'bzip2 stream of a version before 0.9.5 (randomised)');
  }
  const origin = bits.read(24);
  const used = readUsedBytes(bits);
  const tableCount = bits.read(3);
  if (tableCount < 2 || tableCount > 6) throw damagedStream('bzip2', 'bad number of tables');
  const selectors = readSelectors(bits, tableCount);
  const tables = Array.from({ length: tableCount }, () => readHuffmanTable(bits, used.length + 2));
  const column = readColumn(used, new CodeReader(bits, tables, selectors), capacity);
  if (origin >= column.length) throw damagedStream('bzip2', 'bad origin');
  return { crc, column, origin };
}

/** The bytes that occur in the block: 16 bits tell which groups of 16 have any. */
function readUsedBytes(bits: BitReader): number[] {
  const groups = bits.read(16);
  const used: number[] = [];
  for (let group = 0; group < 16; group++) {
    if ((groups & (0x8000 >> group)) === 0) continue;
    const members = bits.read(16);
    for (let low = 0; low < 16; low++) {
      if ((members & (0x8000 >> low)) !== 0) used.push(group * 16 + low);
    }
  }
  if (used.length === 0) throw damagedStream('bzip2', 'block without bytes');
  return used;
}

/** Which table each run of 50 codes uses: positions in a move-to-front list. */
function readSelectors(bits: BitReader, tableCount: number): Uint8Array {
  const selectors = new Uint8Array(bits.read(15));
  const recent = Array.from({ length: tableCount }, (_, index) => index);
  for (let i = 0; i < selectors.length; i++) {
    let position = 0;
    while (bits.read(1) === 1) {
      position += 1;
      if (position >= tableCount) throw damagedStream('bzip2', 'bad selector');
    }
    const [table = 0] = recent.splice(position, 1);
    recent.unshift(table);
    selectors[i] = table;
  }
  return selectors;
}

class CodeReader {
  private table: HuffmanTable | undefined;
  private left = 0;
  private selector = 0;

  constructor(
    private readonly bits: BitReader,
    private readonly tables: readonly HuffmanTable[],
    private readonly selectors: Uint8Array,
  ) {}

  next(): number {
    if (this.left === 0) {
      this.table = this.tables[this.selectors[this.selector++] ?? -1];
      this.left = CODES_PER_SELECTOR;
    }
    if (this.table === undefined) throw damagedStream('bzip2', 'too few selectors');
    this.left -= 1;
    return this.table.read(this.bits);
  }
}

/** Codes 0 and 1 are the digits of a run's length, the last one ends the block, others move to front. */
function readColumn(used: readonly number[], codes: CodeReader, capacity: number): Uint32Array {
  const column = new Uint32Array(capacity);
  const recent = Uint8Array.from(used);
  const endOfBlock = used.length + 1;
  let count = 0;
  let run = 0;
  let digit = 1;
  for (;;) {
    const code = codes.next();
    if (code <= 1) {
      run += digit << code;
      digit <<= 1;
      if (run > capacity) throw damagedStream('bzip2', 'run longer than a block');
      continue;
    }
    if (run > 0) {
      if (count + run > capacity) throw damagedStream('bzip2', 'block too long');
      column.fill(recent[0] ?? 0, count, count + run);
      count += run;
      run = 0;
      digit = 1;
    }
    if (code === endOfBlock) return column.subarray(0, count);
    if (count >= capacity) throw damagedStream('bzip2', 'block too long');
    const byte = recent[code - 1] ?? 0;
    recent.copyWithin(1, 0, code - 1);
    recent[0] = byte;
    column[count++] = byte;
  }
}
