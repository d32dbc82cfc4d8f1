import { decodeText } from '../../bytes/text.js';
import type { Encoding } from './encodings.js';

/** Text of bytes in an encoding; in UTF-8, bytes that are none become lone surrogates (bytes/text.ts). */
export function decodeAs(bytes: Uint8Array, encoding: Encoding): string {
  const buffer = Buffer.from(bytes);
  switch (encoding) {
    case 'utf-8':
      return decodeText(buffer);
    case 'latin1':
      return buffer.toString('latin1');
    case 'utf-16le':
      return buffer.subarray(0, buffer.length & ~1).toString('utf16le');
    case 'utf-16be':
      return Buffer.from(buffer.subarray(0, buffer.length & ~1))
        .swap16()
        .toString('utf16le');
    case 'utf-32le':
    case 'utf-32be': {
      const units = Array.from({ length: buffer.length >> 2 }, (_, index) =>
        encoding === 'utf-32le' ? buffer.readUInt32LE(index * 4) : buffer.readUInt32BE(index * 4),
      );
      return units
        .map((unit) => (unit <= 0x10ffff ? String.fromCodePoint(unit) : '\ufffd'))
        .join('');
    }
  }
}
