import { expect, test } from 'vitest';
import { memorySource, type ByteSource } from '../../src/bytes/byte-source.js';
import { readAhead } from '../../src/bytes/read-ahead.js';

const SIZE = 300_000;
const bytes = Buffer.from(Uint8Array.from({ length: SIZE }, (_, index) => (index * 7919) >> 3));

function counted(): { source: ByteSource; reads: () => number } {
  const memory = memorySource(bytes, { member: 'a.img' });
  let reads = 0;
  const source = {
    ...memory,
    read(offset: number, length: number) {
      reads++;
      return memory.read(offset, length);
    },
  };
  return { source, reads: () => reads };
}

test('gives the same bytes, in fewer reads', () => {
  const { source, reads } = counted();
  const near = readAhead(source);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < SIZE; at += 13) pieces.push(near.read(at, Math.min(13, SIZE - at)));
  expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  expect(reads()).toBeLessThan(10);
});

test('reads backwards, at large and at the ends', () => {
  const near = readAhead(counted().source);
  for (const [offset, length] of [
    [200_000, 5],
    [10, 5],
    [0, SIZE],
    [SIZE - 1, 1],
    [SIZE, 0],
    [65_530, 20],
  ] as const) {
    expect(Buffer.from(near.read(offset, length))).toEqual(bytes.subarray(offset, offset + length));
  }
});

test.each([
  [SIZE, 1],
  [SIZE - 5, 6],
  [-1, 1],
  [0, SIZE + 1],
])('%i and %i bytes are beyond the end', (offset, length) => {
  const near = readAhead(counted().source);
  near.read(0, 1);
  expect(() => near.read(offset, length)).toThrow('a.img: unexpected EOF');
});
