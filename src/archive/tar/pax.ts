import type { Place } from '../../bytes/checkpoint-error.js';
import { decodeText } from '../../bytes/text.js';
import { invalidHeader } from './tar-error.js';

export type PaxRecord = readonly [key: string, value: string];

const SPACE = 0x20;
const NEWLINE = 0x0a;

/**
 * Records `LENGTH KEY=VALUE\n`, in order: a sparse file of version 0.0 repeats its keys. The length
 * counts the whole record in bytes, so a value may hold newlines and NULs.
 */
export function parsePax(bytes: Uint8Array, place: Place, offset: number): PaxRecord[] {
  const records: PaxRecord[] = [];
  for (let start = 0; start < bytes.length;) {
    const space = bytes.indexOf(SPACE, start);
    const digits = space < 0 ? '' : decodeText(bytes.subarray(start, space));
    const end = start + Number(digits);
    const isWhole = /^[0-9]{1,9}$/.test(digits) && end > space && bytes[end - 1] === NEWLINE;
    const equals = isWhole ? bytes.indexOf(0x3d, space) : -1;
    if (equals < 0 || equals >= end) throw invalidHeader('bad PAX record', place, offset);
    const key = decodeText(bytes.subarray(space + 1, equals));
    records.push([key, decodeText(bytes.subarray(equals + 1, end - 1))]);
    start = end;
  }
  return records;
}
