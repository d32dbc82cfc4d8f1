import { inflateRawSync, type InflateRaw } from 'node:zlib';
import { Checksum } from '../../bytes/gzip/checksum.js';
import { bufferAt, latin1, type FileFormat } from './file-format.js';

/** More is not unpacked to see where a file ends. */
const MAX_UNPACKED = 64 * 1024 ** 2;

/** Bytes that are tried first: most of what begins like this is none, or is short. */
const FIRST = 64 * 1024;

/** Bits of FLG (RFC 1952, 2.3.1). */
const Flag = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;

/** RFC 1952: one member, which is whole where its checksum and length are right. */
export const gzip: FileFormat = {
  name: 'gzip',
  ending: '.gz',
  magic: latin1('\x1f\x8b\x08'),
  lengthOf(bytes) {
    const short = memberLength(bufferAt(bytes, 0, FIRST));
    if (short !== 'longer') return short;
    const long = bytes.size > FIRST ? memberLength(bufferAt(bytes, 0, bytes.size)) : short;
    return long === 'longer' ? undefined : long;
  },
};

/** `longer` where all that there is can be unpacked, and the end is not in it. */
function memberLength(bytes: Buffer): number | 'longer' | undefined {
  const start = headerLength(bytes);
  if (start === undefined) return undefined;
  try {
    const options = { info: true, maxOutputLength: MAX_UNPACKED };
    const { buffer, engine } = inflateRawSync(bytes.subarray(start), options) as unknown as {
      readonly buffer: Buffer;
      readonly engine: InflateRaw;
    };
    const end = start + engine.bytesWritten;
    if (end + 8 > bytes.length) return 'longer';
    const checksum = new Checksum();
    checksum.update(buffer);
    const isRight =
      bytes.readUInt32LE(end) === checksum.crc && bytes.readUInt32LE(end + 4) === buffer.length;
    return isRight ? end + 8 : undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR' ? 'longer' : undefined;
  }
}

function headerLength(bytes: Buffer): number | undefined {
  const [, , , flags = 0xff, , , , , , system = 0xfe] = bytes;
  // Systems that there are; 255 is none in particular.
  if ((flags & Flag.reserved) !== 0 || (system > 13 && system !== 255)) return undefined;
  let at = 10;
  if ((flags & Flag.extra) !== 0) at += 2 + (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
  for (const bit of [Flag.name, Flag.comment]) {
    if ((flags & bit) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) return undefined;
    at = end + 1;
  }
  if ((flags & Flag.headerCrc) !== 0) at += 2;
  return at < bytes.length ? at : undefined;
}
