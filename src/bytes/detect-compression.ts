export type Compression = 'gzip' | 'zstd' | 'xz' | 'bzip2';

/** First bytes that are enough to tell any format. */
export const DETECTION_LENGTH = 10;

/** What the first bytes of a file say it is compressed with; names are never asked. */
export function detectCompression(first: Uint8Array): Compression | undefined {
  if (startsWith(first, [0x1f, 0x8b])) return 'gzip';
  if (startsWith(first, [0x28, 0xb5, 0x2f, 0xfd])) return 'zstd';
  // A skippable frame may come first: RFC 8878, 3.1.2.
  if (((first[0] ?? 0) & 0xf0) === 0x50 && startsWith(first.subarray(1), [0x2a, 0x4d, 0x18])) {
    return 'zstd';
  }
  if (startsWith(first, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])) return 'xz';
  // "BZh" alone may be the name of a tar's first member; the block's magic cannot.
  if (startsWith(first, [0x42, 0x5a, 0x68]) && isBzip2Magic(first.subarray(4))) return 'bzip2';
  return undefined;
}

function isBzip2Magic(bytes: Uint8Array): boolean {
  const firstBlock = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];
  const endOfEmptyStream = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90];
  return startsWith(bytes, firstBlock) || startsWith(bytes, endOfEmptyStream);
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, index) => bytes[index] === byte);
}
