import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crcOf } from '../../../src/bytes/gzip/checksum.js';
import { inflate, mayBeDeflated, type InflateEnd } from '../../../src/bytes/gzip/inflate.js';

function inflated(input: Uint8Array): InflateEnd & { text: Buffer } {
  const parts: Uint8Array[] = [];
  const decoding = inflate(input);
  for (;;) {
    const next = decoding.next();
    if (next.done === true) return { ...next.value, text: Buffer.concat(parts) };
    parts.push(next.value);
  }
}

/** Bytes in which something repeats. */
const content = fc
  .array(fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 300 })))
  .map((runs) =>
    Buffer.concat(runs.flatMap(([run, count]) => Array.from({ length: count }, () => run))),
  );

const deflated = fc.tuple(
  content,
  fc.integer({ min: 0, max: 9 }),
  fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
);

describe('inflate', () => {
  it('gives what was deflated, and where it ends', () => {
    fc.assert(
      fc.property(deflated, fc.uint8Array(), ([bytes, level, strategy], behind) => {
        const packed = deflateRawSync(bytes, { level, strategy });
        const { text, end, used } = inflated(Buffer.concat([packed, behind]));
        expect(end).toBe('complete');
        expect(used).toBe(packed.length);
        expect(text.equals(bytes)).toBe(true);
      }),
    );
  });

  it('reaches back over what it has given', () => {
    const noise = Buffer.from(Array.from({ length: 32_000 }, (_, index) => (index * index) >>> 7));
    const bytes = Buffer.concat(Array.from({ length: 12 }, () => noise));
    expect(inflated(deflateRawSync(bytes)).text.equals(bytes)).toBe(true);
  });

  it('gives of a stream that is cut all that zlib gives', () => {
    fc.assert(
      fc.property(deflated, fc.nat(), ([bytes, level, strategy], at) => {
        const packed = deflateRawSync(bytes, { level, strategy });
        const cut = packed.subarray(0, at % packed.length);
        const { text, end, used } = inflated(cut);
        expect(end).toBe('truncated');
        expect(used).toBeLessThanOrEqual(cut.length);
        const zlibs = inflateRawSync(cut, { finishFlush: constants.Z_SYNC_FLUSH });
        expect(text.equals(zlibs)).toBe(true);
      }),
    );
  });

  it('calls damaged what zlib does', () => {
    fc.assert(
      fc.property(deflated, fc.nat(), fc.nat(255), ([bytes, level, strategy], at, value) => {
        const packed = deflateRawSync(bytes, { level, strategy });
        packed[at % packed.length] = value;
        const { text, end } = inflated(packed);
        const zlibs = (() => {
          try {
            return inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH });
          } catch {
            return undefined;
          }
        })();
        expect(end === 'damaged').toBe(zlibs === undefined);
        if (zlibs !== undefined) expect(text.equals(zlibs)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('ends with any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(inflated(bytes).used).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the checksum without zlib', () => {
  it('is CRC-32', () => {
    // The check value of the catalogue of CRCs.
    expect(crcOf(Buffer.from('123456789'), 0)).toBe(0xcbf43926);
    expect(crcOf(Buffer.from('6789'), crcOf(Buffer.from('12345'), 0))).toBe(0xcbf43926);
  });
});

describe('mayBeDeflated', () => {
  /** What zlib says of a stream that is cut. */
  const zlibSays = (bytes: Uint8Array): boolean => {
    try {
      inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
      return true;
    } catch {
      return false;
    }
  };

  it('holds for all that a stream begins with, however far it goes', () => {
    fc.assert(
      fc.property(deflated, fc.nat(), ([bytes, level, strategy], cut) => {
        const packed = deflateRawSync(bytes, { level, strategy });
        expect(mayBeDeflated(packed.subarray(0, cut % (packed.length + 1)))).toBe(true);
      }),
      { numRuns: 100 },
    );
    expect(mayBeDeflated(deflateRawSync(Buffer.alloc(10_000_000)).subarray(0, 512))).toBe(true);
  });

  it('holds for nothing that zlib refuses', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (bytes) => {
        if (!zlibSays(bytes)) expect(mayBeDeflated(bytes)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});
