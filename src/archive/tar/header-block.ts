import type { Place } from '../../bytes/checkpoint-error.js';
import { decodeText } from '../../bytes/text.js';
import { parseNumber } from './number-field.js';
import { invalidHeader } from './tar-error.js';

export const BLOCK_SIZE = 512;

/** The fields of one header block, before PAX records and long names are laid over them. */
export interface HeaderBlock {
  readonly name: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: number;
  /** The byte `typeflag` as a character. */
  readonly type: string;
  readonly linkName: string;
  readonly owner: string;
  readonly group: string;
  readonly major: number;
  readonly minor: number;
}

/** Parses the 512 bytes of a header (POSIX ustar, GNU, v7) and verifies its checksum. */
export function parseHeaderBlock(block: Uint8Array, place: Place, offset: number): HeaderBlock {
  verifyChecksum(block, place, offset);
  const number = (what: string, start: number, length: number): number => {
    const value = parseNumber(block.subarray(start, start + length));
    if (value === undefined) throw invalidHeader(`bad ${what}`, place, offset);
    return value;
  };
  const size = number('size', 124, 12);
  if (size < 0) throw invalidHeader('negative size', place, offset);
  const magic = textField(block, 257, 6);
  const hasOwners = magic.startsWith('ustar');
  const type = String.fromCharCode(block[156] ?? 0);
  const isDevice = type === '3' || type === '4';
  // GNU puts other things where POSIX has the prefix; its magic goes on with spaces.
  const prefix = magic === 'ustar' ? textField(block, 345, 155) : '';
  const name = textField(block, 0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: number('mode', 100, 8) & 0o7777,
    uid: number('uid', 108, 8),
    gid: number('gid', 116, 8),
    size,
    mtime: number('mtime', 136, 12),
    type,
    linkName: textField(block, 157, 100),
    owner: hasOwners ? textField(block, 265, 32) : '',
    group: hasOwners ? textField(block, 297, 32) : '',
    major: isDevice ? number('device', 329, 8) : 0,
    minor: isDevice ? number('device', 337, 8) : 0,
  };
}

export function isZeroBlock(block: Uint8Array): boolean {
  return block[0] === 0 && block.every((byte) => byte === 0);
}

/** Old tars summed signed bytes. The checksum itself counts as spaces. */
function verifyChecksum(block: Uint8Array, place: Place, offset: number): void {
  let unsigned = 8 * 0x20;
  let above = 0;
  for (let at = 0; at < BLOCK_SIZE; at++) {
    if (at === 148) at = 156;
    const byte = block[at] ?? 0;
    unsigned += byte;
    if (byte >= 0x80) above += 0x100;
  }
  const stored = parseNumber(block.subarray(148, 156));
  if (stored !== unsigned && stored !== unsigned - above) {
    throw invalidHeader('checksum does not match', place, offset);
  }
}

function textField(block: Uint8Array, start: number, length: number): string {
  let end = start;
  while (end < start + length && block[end] !== 0) end++;
  return end === start ? '' : decodeText(block.subarray(start, end));
}
