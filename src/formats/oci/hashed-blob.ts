import { createHash } from 'node:crypto';
import type { Blob, BlobDescriptor } from './blob.js';

/**
 * Hashes a blob while `write` takes it, piece by piece.
 * @returns what names it
 */
export async function hashedBlob(
  { mediaType, open }: Blob,
  write: (chunk: Uint8Array, position: number) => Promise<void>,
): Promise<BlobDescriptor> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of open()) {
    hash.update(chunk);
    await write(chunk, size);
    size += chunk.length;
  }
  return { mediaType, digest: `sha256:${hash.digest('hex')}`, size };
}
