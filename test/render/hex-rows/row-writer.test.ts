import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlainWriter, rowWriter, type RowWriter } from '../../../src/render/hex-rows/row-writer.js';

/** The text of memory that comes in parts, some of which begin anew. */
function textOf(writer: RowWriter, address: bigint, parts: readonly Part[]): string {
  const texts: string[] = [];
  let place = address;
  for (const [number, { bytes, begins }] of parts.entries()) {
    if (begins) writer.begin();
    const piece = number % 2 === 0 ? 0 : 1;
    const { taken, at } = writer.write(place, bytes, piece, number);
    expect(taken).toBe(bytes.length);
    texts.push(Buffer.from(writer.pieces[piece].subarray(number, at)).toString('latin1'));
    place += BigInt(taken);
  }
  return texts.join('');
}

interface Part {
  readonly bytes: Uint8Array;
  readonly begins: boolean;
}

const row = fc.oneof(
  fc.uint8Array({ minLength: 16, maxLength: 16 }),
  fc.constantFrom(new Uint8Array(16), new Uint8Array(16).fill(0x61)),
);
const part = fc.record({
  bytes: fc.array(row, { maxLength: 6 }).map((rows) => new Uint8Array(Buffer.concat(rows))),
  begins: fc.boolean(),
});

test('without WebAssembly rows are the same', () => {
  const fast = rowWriter();
  expect(fast).not.toBeInstanceOf(PlainWriter);
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 6 }),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      (parts, address) => {
        fast.begin();
        const place = address - (address > 2n ** 63n ? 4096n : 0n);
        expect(textOf(fast, place, parts)).toBe(textOf(new PlainWriter(), place, parts));
      },
    ),
  );
});

test.each([
  ['with', rowWriter()],
  ['without', new PlainWriter()],
])('no row is written where it has no room, %s WebAssembly', (_, writer) => {
  const bytes = Uint8Array.from({ length: 48 }, (__, index) => index);
  const size = writer.pieces[0].length;
  expect(writer.write(0n, bytes, 0, size - 85)).toEqual({ taken: 0, at: size - 85 });
  expect(writer.write(0n, bytes, 0, size - 2 * 86)).toEqual({ taken: 32, at: size });
});
