import * as zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompress } from '../../src/bytes/decompress.js';

/** A frame of raw blocks, by hand (RFC 8878, 3.1.1). */
function rawFrame(
  content: Buffer,
  options: { window?: number; extra?: Buffer; flags?: number } = {},
) {
  const { window = 0x00, extra = Buffer.alloc(0), flags = 0 } = options;
  const block = Buffer.alloc(3);
  block.writeUIntLE((content.length << 3) | 1, 0, 3);
  const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, flags, window]);
  return Buffer.concat([magic, extra, block, content]);
}

async function unpacked(bytes: Uint8Array): Promise<string> {
  const parts: Uint8Array[] = [];
  async function* one(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(bytes);
  }
  for await (const part of decompress('zstd', one(), {})) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe('zstd frames', () => {
  it('may be short, many, and apart', async () => {
    const skippable = Buffer.concat([Buffer.from('5e2a4d1803000000', 'hex'), Buffer.from('abc')]);
    const frames = [skippable, rawFrame(Buffer.from('one')), rawFrame(Buffer.alloc(0)), skippable];
    expect(await unpacked(Buffer.concat([...frames, rawFrame(Buffer.from(' two'))]))).toBe(
      'one two',
    );
  });

  it('may repeat a byte', async () => {
    const frame = Buffer.from('28b52ffd0000', 'hex');
    const block = Buffer.alloc(3);
    block.writeUIntLE((1000 << 3) | (1 << 1) | 1, 0, 3);
    expect(await unpacked(Buffer.concat([frame, block, Buffer.from('x')]))).toBe('x'.repeat(1000));
  });

  it('with a window over 128 MiB are refused', async () => {
    await expect(unpacked(rawFrame(Buffer.from('a'), { window: 18 << 3 }))).rejects.toThrow(
      'window of more than 128 MiB',
    );
    expect(await unpacked(rawFrame(Buffer.from('a'), { window: 17 << 3 }))).toBe('a');
  });

  it('with a dictionary are refused', async () => {
    const frame = rawFrame(Buffer.from('a'), { flags: 1, extra: Buffer.of(7) });
    await expect(unpacked(frame)).rejects.toThrow('needs a dictionary');
  });

  it('must be of the size that they tell', async () => {
    const sized = (size: number) =>
      rawFrame(Buffer.from('abc'), { flags: 2 << 6, extra: Buffer.of(size, 0, 0, 0) });
    expect(await unpacked(sized(3))).toBe('abc');
    await expect(unpacked(sized(4))).rejects.toThrow('damaged zstd stream');
  });

  it.skipIf('createZstdDecompress' in zlib)(
    'of tiny blocks in a huge window are refused',
    async () => {
      const blocks = Buffer.alloc(4 * 4000);
      for (let at = 0; at < blocks.length; at += 4) blocks.writeUIntLE((1 << 3) | (1 << 1), at, 3);
      const frame = Buffer.concat([Buffer.from('28b52ffd0088', 'hex'), blocks]);
      await expect(unpacked(frame)).rejects.toThrow('very small blocks in a very large window');
    },
  );

  it('must not hold blocks larger than the window', async () => {
    await expect(unpacked(rawFrame(Buffer.alloc(1025)))).rejects.toThrow('block larger');
  });
});
