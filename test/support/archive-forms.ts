import { gzipSync } from 'node:zlib';
import type { Scratch } from './scratch.js';

/** The same archive plain, in gzip and in zstd. */
export function writeForms(
  scratch: Scratch,
  tar: Uint8Array,
): Readonly<Record<'plain' | 'gzip' | 'zstd', string>> {
  return {
    plain: scratch.file('x.tar', tar),
    gzip: scratch.file('x.tar.gz', gzipSync(tar, { level: 1 })),
    zstd: scratch.file('x.tar.zst', zstdOf(tar)),
  };
}

/** Blocks of a zstd frame have at most 128 KiB (RFC 8878, 3.1.1.2). */
const BLOCK = 128 * 1024;

/** A zstd frame of raw blocks: Node 20 has no compressor. */
export function zstdOf(bytes: Uint8Array): Buffer {
  // Frame_Header_Descriptor: no content size, no checksum; Window_Descriptor: 128 KiB (2^17).
  const parts: Uint8Array[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (17 - 10) << 3])];
  for (let at = 0; at === 0 || at < bytes.length; at += BLOCK) {
    const block = bytes.subarray(at, at + BLOCK);
    const isLast = at + BLOCK >= bytes.length;
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | (isLast ? 1 : 0), 0, 3);
    parts.push(header, block);
  }
  return Buffer.concat(parts);
}
