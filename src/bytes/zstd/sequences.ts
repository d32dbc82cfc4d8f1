import { damagedStream } from '../compression-error.js';
import { BackwardBits, bitsAt } from './backward-bits.js';
import type { FrameWindow } from './frame-window.js';
import type { FseTable } from './fse-table.js';
import { CODES, LITERAL_LENGTHS, MATCH_LENGTHS, tableFor } from './sequence-codes.js';

/** The tables of a block's sequences, for later blocks that use the same. */
export interface SequenceTables {
  readonly literalLength: FseTable;
  readonly offset: FseTable;
  readonly matchLength: FseTable;
}

/** The sequences of a block: which literals are copied, and then which match (RFC 8878, 3.1.1.3.2). */
export interface Sequences {
  readonly count: number;
  readonly tables: SequenceTables | undefined;
  readonly bits: Uint8Array;
}

export function readSequences(bytes: Uint8Array, before: SequenceTables | undefined): Sequences {
  const first = bytes[0];
  if (first === undefined) throw damaged();
  const [count, start] = countOf(bytes, first);
  if (count === 0) {
    if (bytes.length > start) throw damaged();
    return { count, tables: before, bits: bytes.subarray(start) };
  }
  const modes = bytes[start];
  if (modes === undefined || (modes & 3) !== 0) throw damaged();
  let at = start + 1;
  const table = (name: keyof SequenceTables, mode: number): FseTable => {
    const found = tableFor(mode & 3, CODES[name], bytes.subarray(at), before?.[name]);
    at += found.length;
    return found.table;
  };
  const tables = {
    literalLength: table('literalLength', modes >> 6),
    offset: table('offset', modes >> 4),
    matchLength: table('matchLength', modes >> 2),
  };
  return { count, tables, bits: bytes.subarray(at) };
}

function countOf(bytes: Uint8Array, first: number): [count: number, length: number] {
  if (first < 128) return [first, 1];
  if (first < 255) return [((first - 128) << 8) + (bytes[1] ?? 0), 2];
  return [(bytes[1] ?? 0) + (bytes[2] ?? 0) * 256 + 0x7f00, 3];
}

/** Offsets of the last three matches, which the next ones may use again. */
export type RecentOffsets = [number, number, number];

/** Lays literals and matches into the window. */
export function execute(
  { count, tables, bits }: Sequences,
  literals: Uint8Array,
  recent: RecentOffsets,
  window: FrameWindow,
): void {
  let used = 0;
  if (count > 0) {
    if (tables === undefined) throw damaged();
    const { literalLength, offset, matchLength } = tables;
    const input = new BackwardBits(bits);
    let literalState = input.read(literalLength.log);
    let offsetState = input.read(offset.log);
    let matchState = input.read(matchLength.log);
    const { words } = input;
    let position = input.left;
    for (let left = count; left > 0; left--) {
      const offsetCode = offset.symbols[offsetState] ?? 0;
      const matchCode = matchLength.symbols[matchState] ?? 0;
      const literalCode = literalLength.symbols[literalState] ?? 0;
      const matchBits = MATCH_LENGTHS.bits[matchCode] ?? 0;
      const literalBits = LITERAL_LENGTHS.bits[literalCode] ?? 0;
      position -= offsetCode;
      const value = ((1 << offsetCode) >>> 0) + longBitsAt(words, position, offsetCode);
      position -= matchBits;
      const matched = (MATCH_LENGTHS.starts[matchCode] ?? 0) + bitsAt(words, position, matchBits);
      position -= literalBits;
      const copied =
        (LITERAL_LENGTHS.starts[literalCode] ?? 0) + bitsAt(words, position, literalBits);
      if (left > 1) {
        position -= literalLength.bits[literalState] ?? 0;
        literalState = next(literalLength, literalState, words, position);
        position -= matchLength.bits[matchState] ?? 0;
        matchState = next(matchLength, matchState, words, position);
        position -= offset.bits[offsetState] ?? 0;
        offsetState = next(offset, offsetState, words, position);
      }
      if (used + copied > literals.length || position < 0) throw damaged();
      window.appendPart(literals, used, copied);
      used += copied;
      window.match(offsetOf(value, copied === 0, recent), matched);
    }
    if (position !== 0) throw damaged();
  }
  window.appendPart(literals, used, literals.length - used);
}

function next({ bases, bits }: FseTable, state: number, words: DataView, at: number): number {
  return (bases[state] ?? 0) + bitsAt(words, at, bits[state] ?? 0);
}

/** Offsets may have up to 31 bits. */
function longBitsAt(words: DataView, position: number, count: number): number {
  if (count <= 24) return bitsAt(words, position, count);
  return bitsAt(words, position + 16, count - 16) * 0x10000 + bitsAt(words, position, 16);
}

/** RFC 8878, 3.1.1.5: values up to 3 mean one of the last offsets. */
function offsetOf(value: number, withoutLiterals: boolean, recent: RecentOffsets): number {
  const index = value > 3 ? 3 : value - 1 + (withoutLiterals ? 1 : 0);
  const [first, second, third] = recent;
  if (index === 0) return first;
  const offset = value > 3 ? value - 3 : index === 3 ? first - 1 : index === 1 ? second : third;
  recent[2] = index === 1 ? third : second;
  recent[1] = first;
  recent[0] = offset;
  return offset;
}

function damaged(): Error {
  return damagedStream('zstd', 'bad sequences');
}
