import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Compression } from '../../../src/bytes/detect-compression.js';
import { packAgain } from '../../../src/write/redact/pack-again.js';

const TEXT = Buffer.from('what lies in a tmpfs '.repeat(4000));
const LEAST = gzipSync(TEXT, { level: 9, memLevel: 9 }).length;

async function packed(size: number, compression: Compression = 'gzip'): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const plain = async function* () {
    yield await Promise.resolve(TEXT.subarray(0, 1000));
    yield TEXT.subarray(1000);
  };
  for await (const part of packAgain(compression, plain, size, { member: 'x' })) {
    parts.push(Buffer.from(part));
  }
  return Buffer.concat(parts);
}

test.each([0, 1, 2, 19, 70_000])('gzip data in %d bytes more than it needs', async (more) => {
  const bytes = await packed(LEAST + more);
  expect(bytes).toHaveLength(LEAST + more);
  expect(gunzipSync(bytes).equals(TEXT)).toBe(true);
});

test('what does not fit is refused', async () => {
  await expect(packed(LEAST - 1)).rejects.toThrow('x: it has secrets in it and does not fit');
});

test.each(['zstd', 'xz', 'bzip2'] as const)('%s is refused', async (compression) => {
  await expect(packed(LEAST, compression)).rejects.toThrow(
    `x: it has secrets in it and is compressed with ${compression}, not gzip`,
  );
});
