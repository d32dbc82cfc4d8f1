import { damagedStream } from '../compression-error.js';
import type { BitReader } from './bit-reader.js';

const MAX_LENGTH = 20;

/** One of a block's code tables: canonical Huffman codes, the shorter ones first. */
export class HuffmanTable {
  /** Symbols in the order of their codes. */
  private readonly symbols: Uint16Array;
  /** By length: the first code that is too large for it, and what to add to get an index into `symbols`. */
  private readonly limits = new Int32Array(MAX_LENGTH + 2);
  private readonly shifts = new Int32Array(MAX_LENGTH + 2);
  private readonly shortest: number;
  private readonly longest: number;

  constructor(lengths: Uint8Array) {
    const counts = new Uint16Array(MAX_LENGTH + 2);
    for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
    this.shortest = Math.min(...lengths);
    this.longest = Math.max(...lengths);
    this.symbols = Uint16Array.from(lengths.keys()).sort(
      (a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b,
    );
    let code = 0;
    let index = 0;
    for (let length = this.shortest; length <= this.longest; length++) {
      const count = counts[length] ?? 0;
      this.shifts[length] = index - code;
      this.limits[length] = code + count;
      index += count;
      code = (code + count) << 1;
    }
  }

  read(bits: BitReader): number {
    let length = this.shortest;
    let code = bits.read(length);
    while (code >= (this.limits[length] ?? 0)) {
      length += 1;
      if (length > this.longest) throw damagedStream('bzip2', 'no such code');
      code = (code << 1) | bits.read(1);
    }
    const symbol = this.symbols[code + (this.shifts[length] ?? 0)];
    if (symbol === undefined) throw damagedStream('bzip2', 'no such symbol');
    return symbol;
  }
}

/** Lengths are told as steps up and down from the one before. */
export function readHuffmanTable(bits: BitReader, symbolCount: number): HuffmanTable {
  const lengths = new Uint8Array(symbolCount);
  let length = bits.read(5);
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    for (;;) {
      if (length < 1 || length > MAX_LENGTH) throw damagedStream('bzip2', 'bad code length');
      if (bits.read(1) === 0) break;
      length += bits.read(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  return new HuffmanTable(lengths);
}
