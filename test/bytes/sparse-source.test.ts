import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/byte-source.js';
import { expandSparse } from '../../src/bytes/expand-sparse.js';
import { findFragment, sparseMap } from '../../src/bytes/sparse-map.js';
import { sparseSource } from '../../src/bytes/sparse-source.js';

/** Gaps and lengths in turn, the last gap being the hole at the end. */
const shapes = fc.tuple(
  fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 50 })), { maxLength: 12 }),
  fc.nat(50),
);

function build(shape: readonly (readonly [number, number])[], tail: number) {
  const fragments: [number, number][] = [];
  let end = 0;
  for (const [gap, length] of shape) {
    fragments.push([end + gap, length]);
    end += gap + length;
  }
  const map = sparseMap(end + tail, fragments);
  if (map === undefined) throw new Error('refused');
  const stored = Uint8Array.from({ length: map.stored }, (_, index) => (index % 255) + 1);
  const whole = new Uint8Array(map.size);
  let at = 0;
  for (const [start, length] of fragments) {
    whole.set(stored.subarray(at, at + length), start);
    at += length;
  }
  return { map, stored, whole };
}

describe('sparse files', () => {
  it('read the same as the whole, at any offset', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), fc.nat(), ([shape, tail], a, b) => {
        const { map, stored, whole } = build(shape, tail);
        const source = sparseSource(memorySource(stored, {}), map, {});
        const from = a % (whole.length + 1);
        const length = b % (whole.length - from + 1);
        expect(source.read(from, length)).toEqual(whole.subarray(from, from + length));
      }),
      { numRuns: 500 },
    );
  });

  it('expand to the whole', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.integer({ min: 1, max: 20 }), async ([shape, tail], piece) => {
        const { map, stored, whole } = build(shape, tail);
        async function* pieces(): AsyncGenerator<Uint8Array> {
          for (let at = 0; at < stored.length; at += piece) {
            yield await Promise.resolve(stored.subarray(at, at + piece));
          }
        }
        const parts: Uint8Array[] = [];
        for await (const part of expandSparse(pieces(), map, {})) parts.push(part);
        expect(new Uint8Array(Buffer.concat(parts))).toEqual(whole);
      }),
    );
  });

  it('need no memory for holes', () => {
    const map = sparseMap(2 ** 52, [[2 ** 51, 3]]);
    if (map === undefined) throw new Error('refused');
    const source = sparseSource(memorySource(Buffer.from('abc'), {}), map, {});
    expect(source.size).toBe(2 ** 52);
    expect(Buffer.from(source.read(2 ** 51 - 1, 5)).toString('latin1')).toBe('\0abc\0');
    expect(findFragment(map, 2 ** 51 + 2)).toBe(0);
    expect(findFragment(map, 2 ** 51 + 3)).toBe(1);
  });

  it('end where they end', () => {
    const { map, stored } = build([[5, 5]], 5);
    const source = sparseSource(memorySource(stored, {}), map, { file: 'x' });
    expect(source.read(15, 0).length).toBe(0);
    expect(() => source.read(10, 6)).toThrow('x: unexpected EOF at offset 0xf');
  });

  it.each([
    [
      'descending',
      100,
      [
        [50, 10],
        [0, 10],
      ],
    ],
    [
      'overlapping',
      100,
      [
        [0, 11],
        [10, 10],
      ],
    ],
    ['beyond the end', 100, [[95, 6]]],
    ['negative', 100, [[-1, 5]]],
    ['of negative length', 100, [[5, -1]]],
    ['beyond 2^53', 2 ** 53 - 1, [[2 ** 53 - 2, 5]]],
  ] as const)('refuse a map that is %s', (_, size, fragments) => {
    expect(sparseMap(size, fragments)).toBeUndefined();
  });
});
