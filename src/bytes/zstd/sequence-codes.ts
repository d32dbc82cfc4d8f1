import { damagedStream } from '../compression-error.js';
import {
  type FseLimits,
  type FseTable,
  fseTable,
  readFseTable,
  singleSymbol,
} from './fse-table.js';

/** What the codes of literal lengths, offsets and match lengths stand for (RFC 8878, 3.1.1.3.2.1). */
export interface Code extends FseLimits {
  readonly predefined: FseTable;
}

/** Where each code begins, and how many further bits it has. */
export interface Lengths {
  readonly starts: Int32Array;
  readonly bits: Uint8Array;
}

export const LITERAL_LENGTHS = lengths(0, [
  ...Array.from({ length: 16 }, () => 0),
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
]);
export const MATCH_LENGTHS = lengths(3, [
  ...Array.from({ length: 32 }, () => 0),
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
]);

/** RFC 8878, 3.1.1.3.2.2: the tables of those that tell none. */
export const CODES = {
  literalLength: {
    maxLog: 9,
    maxSymbol: 35,
    predefined: fseTable(
      6,
      [
        4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1,
        1, -1, -1, -1, -1,
      ],
    ),
  },
  offset: {
    maxLog: 8,
    maxSymbol: 31,
    predefined: fseTable(
      5,
      [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1],
    ),
  },
  matchLength: {
    maxLog: 9,
    maxSymbol: 52,
    predefined: fseTable(
      6,
      [
        1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
      ],
    ),
  },
} satisfies Record<string, Code>;

/**
 * The table of one kind of code.
 * @param mode 0: predefined, 1: one symbol, 2: told here, 3: that of the block before
 */
export function tableFor(
  mode: number,
  code: Code,
  bytes: Uint8Array,
  before: FseTable | undefined,
): { table: FseTable; length: number } {
  switch (mode) {
    case 0:
      return { table: code.predefined, length: 0 };
    case 1: {
      const symbol = bytes[0];
      if (symbol === undefined || symbol > code.maxSymbol) break;
      return { table: singleSymbol(symbol), length: 1 };
    }
    case 2:
      return readFseTable(bytes, code);
    default:
      if (before !== undefined) return { table: before, length: 0 };
  }
  throw damagedStream('zstd', 'bad table of sequences');
}

function lengths(start: number, bits: readonly number[]): Lengths {
  const starts: number[] = [];
  let next = start;
  for (const count of bits) {
    starts.push(next);
    next += 1 << count;
  }
  return { starts: Int32Array.from(starts), bits: Uint8Array.from(bits) };
}
