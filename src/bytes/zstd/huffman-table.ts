import { damagedStream } from '../compression-error.js';
import { BackwardBits, bitsAt } from './backward-bits.js';
import { readFseTable } from './fse-table.js';

/** Symbols by the next bits. */
export interface HuffmanTable {
  readonly longest: number;
  readonly symbols: Uint8Array;
  readonly lengths: Uint8Array;
}

const MAX_BITS = 11;
const WEIGHTS = { maxLog: 6, maxSymbol: 255 };

/**
 * The table that is told at the beginning of `bytes` (RFC 8878, 4.2.1).
 * @returns also how many bytes tell it
 */
export function readHuffmanTable(bytes: Uint8Array): { table: HuffmanTable; length: number } {
  const header = bytes[0] ?? 0;
  const isDirect = header >= 128;
  const size = isDirect ? (header - 126) >> 1 : header;
  const told = bytes.subarray(1, 1 + size);
  if (bytes.length === 0 || told.length < size) throw damaged();
  const weights = isDirect ? directWeights(told, header - 127) : compressedWeights(told);
  return { table: tableOf(weights), length: 1 + size };
}

/** Four bits each, the first in the upper half. */
function directWeights(bytes: Uint8Array, count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const pair = bytes[index >> 1] ?? 0;
    return index % 2 === 0 ? pair >> 4 : pair & 15;
  });
}

/** Two states take turns until the bits are used up; the other one then tells the last weight. */
function compressedWeights(bytes: Uint8Array): number[] {
  const { table, length } = readFseTable(bytes, WEIGHTS);
  const input = new BackwardBits(bytes.subarray(length));
  const weights: number[] = [];
  let state = input.read(table.log);
  let other = input.read(table.log);
  for (;;) {
    weights.push(table.symbols[state] ?? 0);
    if (weights.length > 255) throw damaged();
    const next = (table.bases[state] ?? 0) + input.read(table.bits[state] ?? 0);
    if (input.left < 0) {
      weights.push(table.symbols[other] ?? 0);
      return weights;
    }
    state = other;
    other = next;
  }
}

/** The weight of the last symbol is not told: it makes the sum a power of two. */
function tableOf(told: readonly number[]): HuffmanTable {
  const sum = told.reduce((total, weight) => total + ((1 << weight) >> 1), 0);
  const longest = 32 - Math.clz32(sum);
  const rest = (1 << longest) - sum;
  if (sum === 0 || longest > MAX_BITS || (rest & (rest - 1)) !== 0 || told.length > 255) {
    throw damaged();
  }
  const weights = [...told, 32 - Math.clz32(rest)];
  const symbols = new Uint8Array(1 << longest);
  const lengths = new Uint8Array(1 << longest);
  let at = 0;
  for (let weight = 1; weight <= longest; weight++) {
    for (const [symbol, own] of weights.entries()) {
      if (own !== weight) continue;
      const end = at + (1 << (weight - 1));
      symbols.fill(symbol, at, end);
      lengths.fill(longest + 1 - weight, at, end);
      at = end;
    }
  }
  if (at !== symbols.length) throw damaged();
  return { longest, symbols, lengths };
}

/** Fills `target`, for which the bits are exactly enough. */
export function decodeHuffman(table: HuffmanTable, bytes: Uint8Array, target: Uint8Array): void {
  const { words, left } = new BackwardBits(bytes);
  const { longest, symbols, lengths } = table;
  let position = left - longest;
  for (let at = 0; at < target.length; at++) {
    const code = bitsAt(words, position, longest);
    target[at] = symbols[code] ?? 0;
    position -= lengths[code] ?? 0;
  }
  if (position + longest !== 0) throw damaged();
}

function damaged(): Error {
  return damagedStream('zstd', 'bad Huffman code');
}
