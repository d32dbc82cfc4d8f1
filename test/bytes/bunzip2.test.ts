import { describe, expect, it } from 'vitest';
import { decompress } from '../../src/bytes/decompress.js';

async function size(hex: string): Promise<number> {
  let total = 0;
  async function* one(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from(hex, 'hex'));
  }
  for await (const part of decompress('bzip2', one(), {})) total += part.length;
  return total;
}

describe('bzip2', () => {
  it('may be empty', async () => {
    expect(await size('425a683917724538509000000000')).toBe(0);
  });
});
