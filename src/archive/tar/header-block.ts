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
  // Views of typed arrays are dear: there are no more of them here than needed.
  const latin1 = Buffer.from(block.buffer, block.byteOffset, BLOCK_SIZE).toString('latin1');
  const number = (what: string, start: number, length: number): number => {
    const value = parseNumber(block, start, length);
    if (value === undefined) throw invalidHeader(`bad ${what}`, place, offset);
    return value;
  };
  const text = (start: number, length: number): string => {
    const nul = latin1.indexOf('\0', start);
    const end = nul < 0 ? start + length : Math.min(nul, start + length);
    const field = latin1.slice(start, end);
    return NOT_ASCII.test(field) ? decodeText(block.subarray(start, end)) : field;
  };
  const size = number('size', 124, 12);
  if (size < 0) throw invalidHeader('negative size', place, offset);
  const magic = latin1.slice(257, 263);
  const hasOwners = magic.startsWith('ustar');
  const type = latin1.charAt(156);
  const isDevice = type === '3' || type === '4';
  // GNU puts other things where POSIX has the prefix; its magic goes on with spaces.
  const prefix = magic === 'ustar\0' ? text(345, 155) : '';
  const name = text(0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: number('mode', 100, 8) & 0o7777,
    uid: number('uid', 108, 8),
    gid: number('gid', 116, 8),
    size,
    mtime: number('mtime', 136, 12),
    type,
    linkName: text(157, 100),
    owner: hasOwners ? text(265, 32) : '',
    group: hasOwners ? text(297, 32) : '',
    major: isDevice ? number('device', 329, 8) : 0,
    minor: isDevice ? number('device', 337, 8) : 0,
  };
}

const NOT_ASCII = /[\x80-\xff]/;

export function isZeroBlock(block: Uint8Array): boolean {
  return block[0] === 0 && block.every((byte) => byte === 0);
}

function verifyChecksum(block: Uint8Array, place: Place, offset: number): void {
  const stored = parseNumber(block, 148, 8);
  if (stored === sumOfBytes(block)) return;
  // Old tars summed signed bytes.
  const above = block.filter((byte, at) => byte >= 0x80 && (at < 148 || at >= 156)).length;
  if (stored !== sumOfBytes(block) - above * 0x100) {
    throw invalidHeader('checksum does not match', place, offset);
  }
}

/**
 * Sum of a header, its checksum counted as spaces. Four bytes at a time, two in the halves of each sum:
 * a program that reads one archive has no time to get its loops compiled.
 */
function sumOfBytes(block: Uint8Array): number {
  const words =
    block.byteOffset % 4 === 0
      ? new Uint32Array(block.buffer, block.byteOffset, BLOCK_SIZE / 4)
      : new Uint32Array(block.slice(0, BLOCK_SIZE).buffer);
  // 126 words of two bytes each: no half passes 16 bits.
  let halves = 0;
  for (let at = 0; at < words.length; at++) {
    if (at === 148 / 4) at = 156 / 4;
    const word = words[at] ?? 0;
    halves += (word & 0x00ff00ff) + ((word >>> 8) & 0x00ff00ff);
  }
  return (halves & 0xffff) + Math.floor(halves / 0x10000) + 8 * 0x20;
}
