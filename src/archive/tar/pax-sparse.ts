import { type Fragment, MAX_FRAGMENTS } from './gnu-sparse.js';
import type { PaxRecord } from './pax.js';

const NEWLINE = 0x0a;
/** No number up to 2^64 has more. */
const MAX_DIGITS = 20;

/** What PAX records say of a sparse file; `fragments` is missing where the data begin with the map. */
export interface PaxSparse {
  readonly name: string | undefined;
  readonly realSize: number;
  readonly fragments?: Fragment[];
}

/**
 * The versions 0.0, 0.1 and 1.0 of GNU tar's sparse files.
 * @returns undefined if the records tell of none
 * @throws RangeError if they do and contradict the format
 */
export function parsePaxSparse(records: readonly PaxRecord[]): PaxSparse | undefined {
  const last = new Map(records);
  const name = last.get('GNU.sparse.name');
  const version = `${last.get('GNU.sparse.major') ?? ''}.${last.get('GNU.sparse.minor') ?? ''}`;
  if (version === '1.0') {
    return { name, realSize: parseDecimal(last.get('GNU.sparse.realsize')) };
  }
  const size = last.get('GNU.sparse.size');
  if (size === undefined) return undefined;
  const map = last.get('GNU.sparse.map');
  // 0.1 has the map in one record, 0.0 a pair of records for each fragment.
  const numbers =
    map === undefined
      ? records.filter(([key]) => /^GNU\.sparse\.(offset|numbytes)$/.test(key)).map(([, v]) => v)
      : map.split(',').filter((part) => part !== '');
  const fragments = pairs(numbers.map(parseDecimal));
  const count = last.get('GNU.sparse.numblocks');
  if (count !== undefined && parseDecimal(count) !== fragments.length) {
    throw new RangeError('sparse map of another length than told');
  }
  return { name, realSize: parseDecimal(size), fragments };
}

/**
 * The map of version 1.0, with which the data begin: the number of fragments, then start and length of
 * each, one a line, padded to a block. Throws RangeError if it is none.
 */
export class MapInData {
  private readonly numbers: number[] = [];
  private digits = '';

  /** Takes a block. Returns the map once it is complete. */
  feed(block: Uint8Array): Fragment[] | undefined {
    for (const byte of block) {
      if (byte !== NEWLINE) {
        this.digits += String.fromCharCode(byte);
        if (this.digits.length > MAX_DIGITS) break;
        continue;
      }
      this.numbers.push(parseDecimal(this.digits));
      this.digits = '';
      const count = this.numbers[0] ?? 0;
      if (count > MAX_FRAGMENTS) throw new RangeError('sparse map too long');
      if (this.numbers.length === 1 + 2 * count) return pairs(this.numbers.slice(1));
    }
    if (this.digits.length > MAX_DIGITS) throw new RangeError('bad number in sparse map');
    return undefined;
  }
}

function pairs(numbers: readonly number[]): Fragment[] {
  if (numbers.length % 2 !== 0) throw new RangeError('odd sparse map');
  return Array.from({ length: numbers.length / 2 }, (_, index) => [
    numbers[index * 2] ?? 0,
    numbers[index * 2 + 1] ?? 0,
  ]);
}

function parseDecimal(text: string | undefined): number {
  const number = text !== undefined && /^[0-9]+$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(number)) throw new RangeError('bad number in sparse map');
  return number;
}
