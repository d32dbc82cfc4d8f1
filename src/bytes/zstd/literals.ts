import { damagedStream } from '../compression-error.js';
import { decodeHuffman, type HuffmanTable, readHuffmanTable } from './huffman-table.js';

/** The literals of a block, and what of the block they take. */
export interface Literals {
  readonly bytes: Uint8Array;
  readonly length: number;
  /** For later blocks that use the same. */
  readonly table: HuffmanTable | undefined;
}

/**
 * The literals section of a compressed block (RFC 8878, 3.1.1.3.1).
 * @param most bytes that a block may have
 * @param before the Huffman table of the blocks before
 */
export function readLiterals(
  block: Uint8Array,
  most: number,
  before: HuffmanTable | undefined,
): Literals {
  const type = (block[0] ?? 0) & 3;
  const format = ((block[0] ?? 0) >> 2) & 3;
  if (type < 2) {
    const headerLength = [1, 2, 1, 3][format] ?? 1;
    const size = number(block, headerLength) >>> (headerLength === 1 ? 3 : 4);
    const start = headerLength;
    const isRepeated = type === 1;
    const length = start + (isRepeated ? 1 : size);
    if (size > most || length > block.length) throw damaged();
    const bytes = isRepeated
      ? new Uint8Array(size).fill(block[start] ?? 0)
      : block.subarray(start, length);
    return { bytes, length, table: before };
  }
  const headerLength = [3, 3, 4, 5][format] ?? 3;
  const sizeBits = [10, 10, 14, 18][format] ?? 10;
  const fields = Math.floor(number(block, headerLength) / 16);
  const size = fields % 2 ** sizeBits;
  const compressed = Math.floor(fields / 2 ** sizeBits);
  const length = headerLength + compressed;
  if (size > most || length > block.length) throw damaged();
  let told = block.subarray(headerLength, length);
  let table = before;
  if (type === 2) {
    const own = readHuffmanTable(told);
    table = own.table;
    told = told.subarray(own.length);
  }
  if (table === undefined) throw damaged();
  const bytes = new Uint8Array(size);
  if (format === 0) decodeHuffman(table, told, bytes);
  else decodeFour(table, told, bytes);
  return { bytes, length, table };
}

/** Four streams, of which the sizes of three are told. */
function decodeFour(table: HuffmanTable, told: Uint8Array, target: Uint8Array): void {
  const quarter = (target.length + 3) >> 2;
  let start = 6;
  for (let stream = 0; stream < 4; stream++) {
    const size = (told[stream * 2] ?? 0) + (told[stream * 2 + 1] ?? 0) * 256;
    const end = stream < 3 ? start + size : told.length;
    if (end > told.length || start > end || quarter * stream > target.length) throw damaged();
    const part = target.subarray(quarter * stream, stream < 3 ? quarter * (stream + 1) : undefined);
    decodeHuffman(table, told.subarray(start, end), part);
    start = end;
  }
}

/** Of `length` bytes, the lowest first. */
function number(block: Uint8Array, length: number): number {
  let value = 0;
  for (let at = length - 1; at >= 0; at--) value = value * 256 + (block[at] ?? 0);
  return value;
}

function damaged(): Error {
  return damagedStream('zstd', 'bad literals');
}
