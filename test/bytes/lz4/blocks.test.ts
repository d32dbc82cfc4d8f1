import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeLz4Block } from '../../../src/bytes/lz4/decode-block.js';
import { lz4Decoder, ScriptDecoder } from '../../../src/bytes/lz4/lz4-decoder.js';
import { Lz4Encoder } from '../../../src/bytes/lz4/encode-block.js';

const fast = lz4Decoder();
const slow = new ScriptDecoder();

/** What a block decodes to, in both ways; undefined if it is none. */
function decoded(block: Uint8Array, size: number): Buffer | undefined {
  const guard = 64;
  const output = Buffer.alloc(size + 2 * guard, 0xa5);
  const isBlock = decodeLz4Block(block, 0, block.length, output, guard, guard + size);
  const around = Buffer.concat([output.subarray(0, guard), output.subarray(guard + size)]);
  expect(around.every((byte) => byte === 0xa5)).toBe(true);
  const bytes = isBlock ? output.subarray(guard, guard + size) : undefined;
  for (const decoder of [fast, slow]) {
    // Not at the beginning, and followed by what is not its own.
    const input = decoder.input(block.length + 2 * guard).fill(0x33);
    input.set(block, guard);
    const other = decoder.decode(guard, block.length, size);
    expect(other === undefined).toBe(bytes === undefined);
    if (other !== undefined) expect(bytes?.equals(other)).toBe(true);
  }
  return bytes;
}

function encoded(bytes: Uint8Array, acceleration?: number): Buffer | undefined {
  const output = Buffer.alloc(bytes.length * 2 + 64);
  const size = new Lz4Encoder(acceleration).encode(bytes, output);
  return size === undefined ? undefined : output.subarray(0, size);
}

/** Bytes that repeat here and there. */
const TEXTS = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(60)), { maxLength: 30 })
  .map((parts) =>
    Buffer.concat(parts.flatMap(([bytes, times]) => Array<Uint8Array>(times + 1).fill(bytes))),
  );

describe('decoding', () => {
  test('literals, matches, matches that repeat, lengths of several bytes', () => {
    expect(decoded(Buffer.from('30616263', 'hex'), 3)?.toString()).toBe('abc');
    expect(decoded(Buffer.from('30616263030030646566', 'hex'), 10)?.toString()).toBe('abcabcadef');
    // One letter, then 4 + 15 + 255 + 1 of it from one byte before.
    const long = Buffer.concat([
      Buffer.from('1f610100ff01', 'hex'),
      Buffer.from('60616161616162', 'hex'),
    ]);
    expect(decoded(long, 1 + 275 + 6)?.toString()).toBe(`${'a'.repeat(281)}b`);
    const literals = Buffer.concat([Buffer.from('f0ff05', 'hex'), Buffer.alloc(275, 'x')]);
    expect(decoded(literals, 275)?.toString()).toBe('x'.repeat(275));
  });

  test.each([
    ['nothing', '', 3],
    ['fewer literals than it says', '306162', 3],
    ['more than there is room for', '30616263', 2],
    ['less than there is room for', '30616263', 4],
    ['a match from before the beginning', '306162630400306465 66'.replace(' ', ''), 10],
    ['a match from no distance', '30616263000030646566', 10],
    ['a match beyond the end', '3f61626303000030646566', 10],
    ['a match without an end', '30616263', 7],
    ['a match at the end', '306162630300', 7],
    ['a distance that is cut', '3061626303', 7],
    ['a length that is cut', '3f6162630300ff', 300],
    ['a length without an end', `f0${'ff'.repeat(40)}`, 100],
  ])('%s is no block', (_, hex, size) => {
    expect(decoded(Buffer.from(hex, 'hex'), size)).toBeUndefined();
  });

  test('whatever the bytes, nothing is written beside, and both ways agree', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(600), (block, size) => {
        decoded(block, size);
      }),
    );
  });

  test('a byte of a block may be another', () => {
    fc.assert(
      fc.property(TEXTS, fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, at, mask) => {
        const block = encoded(bytes);
        if (block === undefined || bytes.length === 0) return;
        const index = at % block.length;
        block[index] = (block[index] ?? 0) ^ mask;
        decoded(block, bytes.length);
      }),
    );
  });
});

describe('encoding', () => {
  test('gives back what it was given, whatever the acceleration', () => {
    fc.assert(
      fc.property(TEXTS, fc.integer({ min: 1, max: 100 }), (bytes, acceleration) => {
        const block = encoded(bytes, acceleration) ?? Buffer.alloc(0);
        expect(decoded(block, bytes.length)?.equals(bytes)).toBe(true);
      }),
    );
  });

  test('one encoder takes block after block', () => {
    const encoder = new Lz4Encoder();
    const output = Buffer.alloc(1000);
    for (const letter of 'aba') {
      const bytes = Buffer.alloc(500, letter);
      const size = encoder.encode(bytes, output) ?? 0;
      expect(size).toBeLessThan(30);
      expect(decoded(output.subarray(0, size), 500)?.equals(bytes)).toBe(true);
    }
  });

  test('what does not become smaller is told', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => (index * 167) & 0xff));
    expect(new Lz4Encoder().encode(bytes, Buffer.alloc(bytes.length))).toBeUndefined();
  });

  const hasLz4 = spawnSync('lz4', ['--version']).status === 0;

  test.skipIf(!hasLz4)('the lz4 program reads it, in a frame around it', () => {
    const bytes = Buffer.from('a checkpoint is a process, a process is a tree, '.repeat(90));
    const block = encoded(bytes) ?? Buffer.alloc(0);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(block.length);
    // Magic, no checksums of blocks or content, blocks of up to 4 MiB, the checksum of that; a block; the end.
    const head = Buffer.from('04224d1860 7073'.replace(' ', ''), 'hex');
    const frame = Buffer.concat([head, length, block, Buffer.alloc(4)]);
    const { stdout } = spawnSync('lz4', ['-dc'], { input: frame });
    expect(stdout.equals(bytes)).toBe(true);
  });
});
