import { expect, test } from 'vitest';
import { memorySource } from '../../src/bytes/byte-source.js';
import { Lz4Encoder } from '../../src/bytes/lz4/encode-block.js';
import { BlockReader } from '../../src/bytes/packed/block-reader.js';
import { BlockTableBuilder, type BlockTable } from '../../src/bytes/packed/block-table.js';
import { PackedSource } from '../../src/bytes/packed/packed-source.js';

/** One LZ4 block of 1000 times the same letter. */
function oneBlock(letter: string): { table: BlockTable; stored: Buffer } {
  const output = Buffer.alloc(1000);
  const size = new Lz4Encoder().encode(Buffer.alloc(1000, letter), output) ?? 0;
  const builder = new BlockTableBuilder();
  builder.add(1000, 0, size);
  return { table: builder.table(), stored: output.subarray(0, size) };
}

test('one reader takes parts of blocks from several files, which lie at the same places in them', () => {
  const reader = new BlockReader();
  const [a, b] = [oneBlock('a'), oneBlock('b')];
  for (const { table, stored, letter } of [a, b, a].map((each, index) => ({
    ...each,
    letter: 'aba'[index],
  }))) {
    const target = Buffer.alloc(10);
    const read = (position: number, bytes: Uint8Array) => {
      bytes.set(stored.subarray(position, position + bytes.length));
    };
    expect(reader.fill(table, 500, target, read)).toEqual([]);
    expect(target.toString()).toBe((letter ?? '').repeat(10));
  }
});

test('two sources by turns', () => {
  const [a, b] = ['a', 'b'].map((letter) => {
    const { table, stored } = oneBlock(letter);
    return new PackedSource(memorySource(stored, {}), table, () => undefined);
  });
  for (const [source, letter] of [
    [a, 'a'],
    [b, 'b'],
    [a, 'a'],
  ] as const) {
    expect(Buffer.from(source?.read(1, 3) ?? []).toString()).toBe(letter.repeat(3));
  }
});

test('damage is told once for each block, and not without end', () => {
  const builder = new BlockTableBuilder();
  for (let block = 0; block < 100; block++) builder.add(100, block * 2, 2);
  const told: string[] = [];
  const source = new PackedSource(
    memorySource(Buffer.alloc(200, 0xff), {}),
    builder.table(),
    (error) => {
      told.push(error.message);
    },
  );
  const target = Buffer.alloc(10_000, 'x');
  const gaps = source.fill(0, target);
  expect(gaps).toHaveLength(100);
  expect(gaps[1]).toEqual({ start: 100, end: 200 });
  expect(target.every((byte) => byte === 0)).toBe(true);
  source.fill(0, target);
  expect(told).toHaveLength(21);
  expect(told[0]).toBe('the LZ4 block of 2 bytes does not unpack to 100 at offset 0x0');
  expect(told[20]).toBe('further blocks are damaged');
  expect(() => source.read(150, 10)).toThrow('does not unpack to 100 at offset 0x2');
});
