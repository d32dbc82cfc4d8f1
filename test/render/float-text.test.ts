import fc from 'fast-check';
import { expect, test } from 'vitest';
import { floatText } from '../../src/render/float-text.js';

const view = new DataView(new ArrayBuffer(8));

function bitsOfDouble(value: number): bigint {
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

test('a double comes back from its text, whatever it is', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Number(floatText(bitsOfDouble(value), 64))).toBe(value);
    }),
  );
});

test('a float comes back from its text', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      view.setFloat32(0, value);
      expect(Math.fround(Number(floatText(BigInt(view.getUint32(0)), 32)))).toBe(value);
    }),
  );
});

test('any 80 bits give a text at once', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, (1n << 80n) - 1n), (bits) => {
      expect(floatText(bits, 80)).toMatch(
        /^-?(?:inf|nan\(0x[0-9a-f]+\)|\d(?:[\d.]*)(?:e[+-]\d+)?)$/,
      );
    }),
  );
});

// What gdb 13 prints of the same bits.
test.each([
  [64, 0x400921f9f01b866en, '3.1415899999999999'],
  [64, 0xc004000000000000n, '-2.5'],
  [64, 0x2525252525252525n, '9.532824124368238e-130'],
  [64, 0x4059000000000000n, '100'],
  [64, 0x8000000000000000n, '-0'],
  [64, 0x7ff0000000000000n, 'inf'],
  [64, 0xffffffffffffffffn, '-nan(0xfffffffffffff)'],
  [64, 0x3f1a36e2eb1c432dn, '0.0001'],
  [64, 0x3ee4f8b588e368f1n, '1.0000000000000001e-05'],
  [32, 0x3fc00000n, '1.5'],
  [80, 0x4000c90fdaa22168c235n, '3.14159265358979323851'],
  [80, 0n, '0'],
  [80, 0x3fff8000000000000000n, '1'],
])('%i bits, %s', (bits, value, text) => {
  expect(floatText(value, bits)).toBe(text);
});
