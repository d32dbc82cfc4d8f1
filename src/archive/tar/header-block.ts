import type { Place } from '../../bytes/checkpoint-error.js';
import { decodeText } from '../../bytes/text.js';
import { type HeaderNumber, parseNumber, saturated, SECOND } from './number-field.js';
import { invalidHeader } from './tar-error.js';

export const BLOCK_SIZE = 512;

/**
 * The fields of one header block, before PAX records and long names are laid over them. What should be
 * a number and is none is undefined: whether that matters is known only with the type.
 */
export interface HeaderBlock {
  readonly name: string;
  readonly mode: number | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly size: HeaderNumber | undefined;
  readonly mtimeNs: bigint | undefined;
  /** Of PAX records: the header itself has no such times. */
  readonly atimeNs?: bigint | undefined;
  readonly ctimeNs?: bigint | undefined;
  readonly birthNs?: bigint | undefined;
  /** Likewise: what the attribute security.capability of the file holds. */
  readonly fileCapabilities?: Uint8Array | undefined;
  /** The byte `typeflag` as a character. */
  readonly type: string;
  readonly linkName: string;
  readonly owner: string;
  readonly group: string;
  readonly major: number | undefined;
  readonly minor: number | undefined;
}

/** Parses the 512 bytes of a header (POSIX ustar, GNU, v7) and verifies its checksum. */
export function parseHeaderBlock(block: Uint8Array, place: Place, offset: number): HeaderBlock {
  verifyChecksum(block, place, offset);
  // Views of typed arrays are dear: there are no more of them here than needed.
  const buffer = Buffer.from(block.buffer, block.byteOffset, BLOCK_SIZE);
  const latin1 = buffer.toString('latin1');
  const number = (start: number, length: number): number | undefined => {
    const value = parseNumber(block, start, length);
    return value === undefined ? undefined : saturated(value);
  };
  const text = (start: number, length: number): string => {
    const nul = latin1.indexOf('\0', start);
    const end = nul < 0 ? start + length : Math.min(nul, start + length);
    const field = latin1.slice(start, end);
    if (NOT_ASCII.test(field)) return decodeText(block.subarray(start, end));
    return end - start < SLICED ? field : buffer.toString('latin1', start, end);
  };
  const magic = latin1.slice(257, 263);
  const hasOwners = magic.startsWith('ustar');
  const type = latin1.charAt(156);
  const isDevice = type === '3' || type === '4';
  // GNU puts other things where POSIX has the prefix; its magic goes on with spaces.
  const prefix = magic === 'ustar\0' ? text(345, 155) : '';
  const name = text(0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: parseMode(block),
    uid: number(108, 8),
    gid: number(116, 8),
    size: parseNumber(block, 124, 12),
    mtimeNs: parseTime(block),
    type,
    linkName: text(157, 100),
    owner: hasOwners ? text(265, 32) : '',
    group: hasOwners ? text(297, 32) : '',
    major: isDevice ? number(329, 8) : 0,
    minor: isDevice ? number(337, 8) : 0,
  };
}

function parseMode(block: Uint8Array): number | undefined {
  const mode = parseNumber(block, 100, 8);
  return mode === undefined ? undefined : Number(BigInt.asUintN(12, BigInt(mode)));
}

/** Any number of seconds, also those that no calendar knows. */
function parseTime(block: Uint8Array): bigint | undefined {
  const seconds = parseNumber(block, 136, 12);
  return seconds === undefined ? undefined : BigInt(seconds) * SECOND;
}

const NOT_ASCII = /[\x80-\xff]/;

/** From so many characters on V8 makes no copy of a part of a text, but keeps all of it: half a KiB for each name. */
const SLICED = 13;

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
      : // A Buffer's own slice would be no copy.
        new Uint32Array(new Uint8Array(block.subarray(0, BLOCK_SIZE)).buffer);
  // 126 words of two bytes each: no half passes 16 bits.
  let halves = 0;
  for (let at = 0; at < words.length; at++) {
    if (at === 148 / 4) at = 156 / 4;
    const word = words[at] ?? 0;
    halves += (word & 0x00ff00ff) + ((word >>> 8) & 0x00ff00ff);
  }
  return (halves & 0xffff) + Math.floor(halves / 0x10000) + 8 * 0x20;
}
