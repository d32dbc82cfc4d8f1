import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineBytes } from '../../src/render/line-bytes.js';

const RADICES = [
  ['d', 10],
  ['o', 8],
  ['x', 16],
] as const;

function textOf(put: (lines: LineBytes) => void): string {
  const lines = new LineBytes(4);
  put(lines);
  return Buffer.from(lines.take()).toString('latin1');
}

describe('numbers', () => {
  test.each(RADICES)('of radix %s are those of the language', (radix, base) => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), fc.nat(63), (number, shift) => {
        const value = number >> BigInt(shift);
        expect(
          textOf((lines) => {
            lines.putNumber(value, radix);
          }),
        ).toBe(value.toString(base));
      }),
    );
  });

  test.each(RADICES)('around the limits of radix %s', (radix, base) => {
    const edges = [0n, 1n, 7n, 8n, 9n, 10n, 16n, 1n << 53n, (1n << 64n) - 1n];
    for (const unit of [10n ** 7n, 8n ** 8n, 16n ** 6n]) edges.push(unit - 1n, unit, unit * unit);
    for (const value of edges) {
      expect(
        textOf((lines) => {
          lines.putNumber(value, radix);
        }),
      ).toBe(value.toString(base));
    }
  });
});

test('parts of any length come one behind the other, and what is taken stays as it is', () => {
  const lines = new LineBytes(8);
  const long = Buffer.from('x'.repeat(1000));
  lines.put(Buffer.from('ab'));
  lines.put(long);
  lines.put(long, 60);
  lines.put(Buffer.from('yz'), 1);
  expect(lines.size).toBe(1063);
  const taken = lines.take();
  expect(lines.size).toBe(0);
  lines.put(Buffer.from('other'));
  expect(Buffer.from(taken).toString()).toBe(`ab${'x'.repeat(1060)}y`);
  expect(Buffer.from(lines.take()).toString()).toBe('other');
});
