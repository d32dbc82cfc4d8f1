import { inflate, mayBeDeflated } from '../../bytes/gzip/inflate.js';
import { regexp } from './secret-kind.js';

/** gzip (RFC 1952, 2.3.1): magic, deflate, and flags that there are. */
export const GZIP_START = regexp('\\x1f\\x8b\\x08[\\x00-\\x1f]');

/**
 * zlib with a window of 32 KiB (RFC 1950, 2.2) of the levels that there are, and a packed block: its type (RFC 1951,
 * 3.2.3), and how many codes it has, which 30 and 31 are too many for.
 */
export const ZLIB_START = regexp(`\\x78[\\x01\\x5e\\x9c\\xda][${blockStarts()}]`);

function blockStarts(): string {
  return Array.from({ length: 256 }, (_, byte) => byte)
    .filter((byte) => (byte & 6) === 2 || ((byte & 6) === 4 && byte >> 3 < 30))
    .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
    .join('');
}

/** Packed bytes that are read of one, and what of them is unpacked. */
const PACKED_READ = 256 * 1024;
const MOST_UNPACKED = 1024 * 1024;

export interface Unpacked {
  readonly as: 'gzip' | 'zlib';
  readonly bytes: Uint8Array;
  /** Packed bytes that it came of. */
  readonly used: number;
}

/**
 * What comes of packed data, as far as it goes; undefined for what is none. What comes before damage counts:
 * memory is often overwritten from some place on.
 * @param read as many of its bytes, or all that there are
 */
export function unpack(read: (size: number) => Uint8Array): Unpacked | undefined {
  const first = read(PROBE);
  const as = first[0] === 0x1f ? 'gzip' : 'zlib';
  if (as === 'zlib' && !mayBeDeflated(first.subarray(2))) return undefined;
  const bytes = read(PACKED_READ);
  const start = as === 'gzip' ? gzipHeader(bytes) : 2;
  if (start === undefined || start >= bytes.length) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const unpacking = inflate(bytes.subarray(start));
  let next = unpacking.next();
  for (; next.done !== true && size < MOST_UNPACKED; next = unpacking.next()) {
    chunks.push(Uint8Array.from(next.value));
    size += next.value.length;
  }
  const used = next.done === true ? start + next.value.used : bytes.length;
  return size < LEAST ? undefined : { as, bytes: Buffer.concat(chunks), used };
}

/** Two bytes that look like zlib stand everywhere; by so many it is known whether nothing follows. */
const PROBE = 512;

/** Chance alone makes a few bytes. */
const LEAST = 16;

/** Where the packed data begins (RFC 1952 2.3). */
function gzipHeader(bytes: Uint8Array): number | undefined {
  const flags = bytes[3] ?? 0xff;
  if (flags > 0x1f) return undefined;
  let at = 10;
  if (flags & 4) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const bit of [8, 16]) {
    if (!(flags & bit)) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) return undefined;
    at = end + 1;
  }
  return flags & 2 ? at + 2 : at;
}
