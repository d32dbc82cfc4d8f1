import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckpointError } from '../../src/bytes/checkpoint-error.js';
import { decompress } from '../../src/bytes/decompress.js';
import { decodeFrame } from '../../src/bytes/zstd/decode-frame.js';

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

  it('may be of tiny blocks in a huge window', async () => {
    const blocks = Buffer.alloc(4 * 4000);
    for (let at = 0; at < blocks.length; at += 4) blocks.writeUIntLE((1 << 3) | (1 << 1), at, 3);
    blocks.writeUIntLE((1 << 3) | (1 << 1) | 1, blocks.length - 4, 3);
    const frame = Buffer.concat([Buffer.from('28b52ffd0088', 'hex'), blocks]);
    expect(await unpacked(frame)).toBe('\0'.repeat(4000));
  });

  it('must not hold blocks larger than the window', async () => {
    await expect(unpacked(rawFrame(Buffer.alloc(1025)))).rejects.toThrow('block larger');
  });
});

/** What comes of one frame by the decoder that a Node without zstd uses. */
async function decoded(windowSize: number, ...blocks: readonly Buffer[]): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(6);
    for (const each of blocks) yield await Promise.resolve(each);
  }
  for await (const part of decodeFrame(pieces(), windowSize)) parts.push(part);
  return Buffer.concat(parts);
}

const MIB = 1024 ** 2;

function block(type: number, body: Uint8Array, size = body.length): Buffer {
  const start = Buffer.alloc(3);
  start.writeUIntLE((size << 3) | (type << 1), 0, 3);
  return Buffer.concat([start, body]);
}

const repeated = (byte: number, count: number) => block(1, Buffer.of(byte), count);

/** A compressed block: raw literals, and sequences that all have these codes. */
function sequences(
  literals: string,
  count: number,
  codes: { literalLength: number; offset: number; matchLength: number },
  bits: Uint8Array,
): Buffer {
  const counts = Buffer.of(0xff, (count - 0x7f00) & 0xff, (count - 0x7f00) >> 8);
  return block(
    2,
    Buffer.concat([
      Buffer.of(literals.length << 3),
      Buffer.from(literals),
      count < 128 ? Buffer.of(count) : counts,
      // One symbol each, without a table.
      Buffer.of(0x54, codes.literalLength, codes.offset, codes.matchLength),
      bits,
    ]),
  );
}

describe('zstd blocks', () => {
  it('copy literals and matches', async () => {
    // Two bits of offset 1 + 3 = 4, which means the first of the last offsets plus nothing: 1.
    const codes = { literalLength: 3, offset: 2, matchLength: 2 };
    // The bits of both offsets, the first highest, below the bit that marks the end: value 4 + 3, 4 + 0.
    const found = sequences('abcdef!', 2, codes, Buffer.of(0b11100));
    // 7 - 3 = 4 back, and 4 - 3 = 1 back, five bytes each.
    expect((await decoded(MIB, repeated(0x2e, 3), found)).toString()).toBe('...abc.abc.deffffff!');
  });

  it.each([
    ['a match that is longer than a block', { literalLength: 0, offset: 0, matchLength: 52 }, 0xff],
    ['more literals than there are', { literalLength: 35, offset: 0, matchLength: 0 }, 0xff],
    ['a match from before the frame', { literalLength: 0, offset: 20, matchLength: 0 }, 0xff],
  ])('are not decoded on behind %s', async (_what, codes, byte) => {
    // Lengths that lie could make each of these blocks write gigabytes.
    const lying = sequences('', 0x7f00 + 900, codes, Buffer.alloc(120_000, byte));
    await expect(decoded(MIB, repeated(0x2e, 100), lying)).rejects.toThrow('damaged zstd stream');
  });

  it('reach back as far as the window, and no further', async () => {
    const codes = { literalLength: 0, offset: 11, matchLength: 0 };
    // 2048 - 3 + the eleven bits.
    const back = (distance: number) =>
      sequences(
        '',
        1,
        codes,
        Buffer.from([(distance - 2045) & 0xff, 8 | ((distance - 2045) >> 8)]),
      );
    const many = Array.from({ length: 700 }, (_, index) => repeated(index & 0xff, 1024));
    const far = await decoded(4096, ...many, back(2500));
    expect([...far.subarray(-3)]).toEqual([697 & 0xff, 697 & 0xff, 697 & 0xff]);
    await expect(decoded(2048, ...many, back(2500))).rejects.toThrow('too far');
  });

  it('answer any bytes with an answer or an error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 4 }),
        async (bodies) => {
          const blocks = bodies.map((body) => block(2, body));
          const result = await decoded(4096, repeated(1, 50), ...blocks).catch((e: unknown) => e);
          if (!(result instanceof Buffer)) expect(result).toBeInstanceOf(CheckpointError);
        },
      ),
      { numRuns: 500 },
    );
  });
});
