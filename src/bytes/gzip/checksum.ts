import * as zlib from 'node:zlib';

/** Since Node 20.15. */
const { crc32 } = zlib as { readonly crc32?: (bytes: Uint8Array, before: number) => number };

/** CRC-32 (RFC 1952, 8) and length of what passes by. */
export class Checksum {
  crc = 0;
  length = 0;

  update(bytes: Uint8Array): void {
    this.length += bytes.length;
    this.crc = crc32 === undefined ? crcOf(bytes, this.crc) : crc32(bytes, this.crc);
  }
}

/** @param before the CRC of the bytes before these */
export function crcOf(bytes: Uint8Array, before: number): number {
  let crc = ~before;
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

const TABLE = Int32Array.from({ length: 256 }, (_, index) => {
  let crc = index;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});
