import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckpointError } from '../../src/bytes/checkpoint-error.js';
import { decompress } from '../../src/bytes/decompress.js';
import { type Compression, detectCompression } from '../../src/bytes/detect-compression.js';

const FILES: readonly (readonly [Compression, string])[] = [
  ['gzip', 'small.tar.gz'],
  ['zstd', 'small.tar.zst'],
  ['xz', 'small.tar.xz'],
  ['bzip2', 'small.tar.bz2'],
];

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../testdata/tar/${name}`, import.meta.url)));
const plain = gunzipSync(fixture('small.tar.gz'));

async function* inPieces(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    yield await Promise.resolve(bytes.subarray(at, at + size));
  }
}

async function unpacked(
  compression: Compression,
  bytes: Uint8Array,
  maxUnpacked?: number,
): Promise<Buffer> {
  const { text, error } = await salvaged(compression, bytes, maxUnpacked);
  if (error !== undefined) throw error;
  return text;
}

/** What comes before an error, and the error. */
async function salvaged(
  compression: Compression,
  bytes: Uint8Array,
  maxUnpacked?: number,
): Promise<{ text: Buffer; error?: Error }> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of decompress(compression, inPieces(bytes), { file: 'x' }, maxUnpacked)) {
      parts.push(part);
    }
    return { text: Buffer.concat(parts) };
  } catch (error) {
    return { text: Buffer.concat(parts), error: error as Error };
  }
}

async function failure(promise: Promise<unknown>): Promise<CheckpointError> {
  const error: unknown = await promise.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  if (error instanceof CheckpointError) return error;
  throw new Error('not a CheckpointError', { cause: error });
}

const swap = (bytes: Uint8Array, at: number, mask: number) =>
  bytes.map((byte, index) => (index === at ? byte ^ mask : byte));

describe.each(FILES)('%s', (compression, name) => {
  const bytes = fixture(name);

  it('is told by its magic', () => {
    expect(detectCompression(bytes.subarray(0, 10))).toBe(compression);
  });

  it('unpacks', async () => {
    expect((await unpacked(compression, bytes)).equals(plain)).toBe(true);
  });

  it('unpacks streams that follow one another', async () => {
    const twice = await unpacked(compression, Buffer.concat([bytes, bytes]));
    expect(twice.equals(Buffer.concat([plain, plain]))).toBe(true);
  });

  it('takes zeros behind its end for padding', async () => {
    const padded = Buffer.concat([bytes, new Uint8Array(2048)]);
    expect((await unpacked(compression, padded)).equals(plain)).toBe(true);
  });

  it.each(['garbage!', 'some more garbage'])(
    'tells other bytes behind its end, and gives all before them: %s',
    async (garbage) => {
      const { text, error } = await salvaged(
        compression,
        Buffer.concat([bytes, Buffer.from(garbage)]),
      );
      expect(text.equals(plain)).toBe(true);
      // Few bytes may be the beginning of another stream.
      if (garbage.length > 8) {
        expect(error).toMatchObject({
          code: 'invalid-compression',
          place: { file: 'x', offset: bytes.length },
        });
      } else {
        expect(error).toMatchObject({ code: /invalid-compression|unexpected-eof/ });
      }
    },
  );

  it('tells truncation at any byte, and gives what lies before', async () => {
    let before = 0;
    for (let length = 10; length < bytes.length; length += length < bytes.length - 40 ? 37 : 1) {
      const { text, error } = await salvaged(compression, bytes.subarray(0, length));
      expect(error).toMatchObject({ code: 'unexpected-eof', place: { file: 'x', offset: length } });
      expect(String(error)).toMatch(/x: unexpected EOF in \w+ stream at offset 0x/);
      expect(text.equals(plain.subarray(0, text.length))).toBe(true);
      expect(text.length).toBeGreaterThanOrEqual(before);
      before = text.length;
    }
    expect(before).toBe(plain.length);
  });

  it('tells the limit with its place first, and then what to do', async () => {
    const { message } = await failure(unpacked(compression, bytes, 10));
    expect(message).toMatch(
      /^x: \w+ stream unpacks to more than 10 bytes at offset 0x[0-9a-f]+: if that is meant, raise --max-unpacked SIZE$/,
    );
  });

  it('gives what lies before damage', async () => {
    for (let at = 40; at < bytes.length; at += bytes.length >> 4) {
      const { text, error } = await salvaged(compression, swap(bytes, at, 0x55));
      const whole = await salvaged(compression, bytes.subarray(0, at));
      expect(error).toMatchObject({ place: { file: 'x' } });
      expect(text.length).toBeGreaterThanOrEqual(whole.text.length);
      expect(text.subarray(0, whole.text.length).equals(whole.text)).toBe(true);
    }
  });

  it('answers flipped bits with the content or an error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, mask) => {
          const result = await unpacked(compression, swap(bytes, at, mask)).catch(
            (e: unknown) => e,
          );
          if (result instanceof CheckpointError) {
            expect(result.code).toMatch(/^(invalid-compression|unexpected-eof|unsupported|limit)$/);
          } else {
            expect((result as Buffer).equals(plain)).toBe(true);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('tells damage of the content', async () => {
    const error = await failure(unpacked(compression, swap(bytes, bytes.length >> 1, 0x10)));
    expect(error.code).toBe('invalid-compression');
    expect(error.message).toMatch(`x: damaged ${compression} stream (`);
  });

  it('ends at the limit and names the option', async () => {
    const error = await failure(unpacked(compression, bytes, 30_000));
    expect(error.code).toBe('limit');
    expect(error.message).toContain('30000 bytes');
    expect(error.message).toContain('--max-unpacked SIZE');
    expect((await unpacked(compression, bytes, plain.length)).length).toBe(plain.length);
  });

  it('ends its input when the consumer stops', async () => {
    let end: () => void;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield* inPieces(bytes);
      } finally {
        end();
      }
    }
    for await (const part of decompress(compression, endless(), {})) {
      expect(part.length).toBeGreaterThan(0);
      break;
    }
    // Otherwise this waits in vain.
    await ended;
  });

  it('passes on an error of its input', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield* inPieces(bytes.subarray(0, 1000));
      throw new CheckpointError('not-readable', 'bad disk', { file: 'y' });
    }
    const read = async () => {
      for await (const part of decompress(compression, failing(), { file: 'x' })) {
        expect(part.length).toBeGreaterThan(0);
      }
    };
    expect((await failure(read())).message).toContain('y: bad disk');
  });

  it('works inside of another stream of its kind', async () => {
    let inner = 0;
    for await (const part of decompress(compression, inPieces(bytes), {})) {
      expect(part.length).toBeGreaterThan(0);
      inner += (await unpacked(compression, bytes)).length;
    }
    expect(inner).toBeGreaterThan(0);
    expect(inner % plain.length).toBe(0);
  });
});

// What liblzma 5.4 and zlib 1.2 decode of the same bytes, told by Python's lzma and zlib (523 at 100 bytes).
it.each([
  ['xz', 100, 522],
  ['xz', 500, 3521],
  ['xz', 1000, 9046],
  ['xz', 1300, 14913],
  ['xz', 1480, 40960],
  ['bzip2', 3862, 40960],
  ['gzip', 100, 154],
  ['gzip', 3000, 6338],
  ['gzip', 6890, 40960],
] as const)(
  '%s gives of %d bytes no less than its own library',
  async (compression, length, size) => {
    const [, name = ''] = FILES.find(([each]) => each === compression) ?? [];
    const { text } = await salvaged(compression, fixture(name).subarray(0, length));
    expect(text.length).toBeGreaterThanOrEqual(size);
    expect(text.equals(plain.subarray(0, text.length))).toBe(true);
  },
);

describe('gzip', () => {
  it('counts a bomb by what it unpacks to', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect((await failure(unpacked('gzip', bomb, 10_000_000))).code).toBe('limit');
  });
});

describe('detectCompression', () => {
  it('does not take the name of a tar member for bzip2', () => {
    expect(detectCompression(Buffer.from('BZh9 is a file name'))).toBeUndefined();
  });
});
