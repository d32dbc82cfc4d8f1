import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DumpPart } from '../../src/analysis/memory/dump.js';
import { hexDump } from '../../src/render/hexdump.js';
import { parseHexDump, type ShownBytes } from '../support/parse-hexdump.js';

/** Each piece is copied when it comes, since its memory is used again. */
function textOf(parts: Iterable<DumpPart | string>): string {
  return Array.from(hexDump(parts), (piece) => Buffer.from(piece).toString('latin1')).join('');
}

const bytesAt = (start: number, bytes: Uint8Array): DumpPart => ({
  kind: 'bytes',
  start: BigInt(start),
  bytes,
});
const lines = (...parts: DumpPart[]) => textOf(parts).trimEnd().split('\n');

describe('rows', () => {
  test('are those that checkpointctl has always printed', () => {
    const code = Buffer.from('f30f1efa4883ec08488b05d14f090048', 'hex');
    expect(lines(bytesAt(0x5633bb080000, code))).toEqual([
      '00005633bb080000  f3 0f 1e fa 48 83 ec 08 48 8b 05 d1 4f 09 00 48  |....H...H...O..H|',
    ]);
    const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    expect(parseHexDump(textOf([bytesAt(0, every)]))).toEqual([{ start: 0n, bytes: every }]);
  });

  test('of less than 16 bytes, from an address that is no multiple of 16', () => {
    expect(lines(bytesAt(0x1001, Buffer.from('0123456789')))).toEqual([
      '0000000000001001  30 31 32 33 34 35 36 37 38 39                    |0123456789|',
    ]);
    expect(lines(bytesAt(0xfff9, Buffer.from('01234567')))).toEqual([
      '000000000000fff9  30 31 32 33 34 35 36 37                          |01234567|',
    ]);
  });

  test('count up to the highest address', () => {
    const found = textOf([
      {
        kind: 'bytes',
        start: 2n ** 64n - 48n,
        bytes: Buffer.from('0'.repeat(16) + '1'.repeat(32)),
      },
    ]);
    expect(found).toMatch(/^ffffffffffffffd0 .*\nffffffffffffffe0 .*\n\*\n/);
  });
});

describe('squeezing', () => {
  const same = Buffer.alloc(64, 'a');
  const row = (address: string) =>
    expect.stringMatching(new RegExp(`^${address}  61 61`)) as string;

  test('equal rows are one asterisk; an address tells where they end', () => {
    expect(lines(bytesAt(0x1000, same))).toEqual([
      row('0000000000001000'),
      '*',
      '0000000000001040',
    ]);
  });

  test('a row that follows tells it as well', () => {
    const found = lines(bytesAt(0x1000, same), bytesAt(0x1040, Buffer.alloc(16, 'b')));
    expect(found.slice(1)).toEqual(['*', expect.stringMatching(/^0000000000001040 {2}62/)]);
  });

  test('goes on over the end of a piece, not over a gap', () => {
    expect(lines(bytesAt(0x1000, same), bytesAt(0x1040, same))).toEqual([
      ...[row('0000000000001000'), '*', '0000000000001080'],
    ]);
    expect(lines(bytesAt(0x1000, same), bytesAt(0x1050, same))).toEqual([
      ...[row('0000000000001000'), '*', '0000000000001040'],
      ...[row('0000000000001050'), '*', '0000000000001090'],
    ]);
  });

  test('rows that differ in the last byte only are shown', () => {
    const bytes = Buffer.alloc(48, 'a');
    bytes[31] = 0x62;
    expect(lines(bytesAt(0, bytes))).toHaveLength(3);
  });

  test('a hole of 2^60 bytes is told at once', () => {
    const hole: DumpPart = { kind: 'zeros', start: 0x1000n, end: 2n ** 60n };
    expect(lines(hole, { kind: 'absent', start: 0n, end: 16n, why: 'lost' })).toEqual([
      expect.stringMatching(/^0000000000001000 {2}(?:00 ? ?){16} \|\.{16}\|$/),
      '*',
      '1000000000000000',
      '0000000000000000-0000000000000010  absent: lost',
    ]);
  });
});

test('a region has a heading; control characters of its name are escaped', () => {
  const row = { start: 0x400000n, end: 0x401000n, permissions: 'r--p', offset: 0n, guards: [] };
  expect(lines({ kind: 'area', row: { ...row, name: '/a\u001b[2J\nb' } })).toEqual([
    ...['', '00400000-00401000 r--p /a\\x1b[2J\\nb'],
  ]);
  expect(lines({ kind: 'area', row: { ...row, name: '' } })).toEqual([
    ...['', '00400000-00401000 r--p'],
  ]);
});

test('text longer than any buffer comes as a whole, where it belongs', () => {
  const long = 'x'.repeat(3 * 1024 * 1024);
  const before = Buffer.from('0123456789abcdef');
  const text = textOf([bytesAt(0, before), long, bytesAt(16, before)]);
  expect(text.length).toBe(long.length + 2 * 86);
  expect(text.slice(86, 89)).toBe('xxx');
});

/** Pieces with few different bytes, so that many rows are equal; some follow each other, some do not. */
const memory = fc.array(
  fc.record({
    gap: fc.constantFrom(0, 0, 0, 16, 5, 70000),
    zeros: fc.boolean(),
    rows: fc.array(fc.constantFrom(0, 0, 0x41, 0xff), { maxLength: 12 }),
    rest: fc.constantFrom(0, 0, 0, 1, 7, 8, 9, 15),
    repeat: fc.constantFrom(1, 1, 700, 9000),
  }),
  { maxLength: 8 },
);

test('whatever the memory, its bytes can be read back from the text', () => {
  fc.assert(
    fc.property(memory, fc.constantFrom(0, 0xfff0, 0x7ffffffff008), (pieces, base) => {
      const parts: DumpPart[] = [];
      const wanted: { start: bigint; bytes: Buffer }[] = [];
      let at = BigInt(base);
      for (const { gap, zeros, rows, rest, repeat } of pieces) {
        at += BigInt(gap);
        const pattern = Buffer.concat(rows.map((byte) => Buffer.alloc(16, byte)));
        const filled = Buffer.concat([
          ...Array.from({ length: repeat }, () => pattern),
          Buffer.alloc(rest, 0x5a),
        ]);
        if (filled.length === 0) continue;
        const bytes = zeros ? Buffer.alloc(filled.length) : filled;
        const end = at + BigInt(bytes.length);
        parts.push(zeros ? { kind: 'zeros', start: at, end } : { kind: 'bytes', start: at, bytes });
        const last = wanted.at(-1);
        if (last !== undefined && last.start + BigInt(last.bytes.length) === at) {
          last.bytes = Buffer.concat([last.bytes, bytes]);
        } else {
          wanted.push({ start: at, bytes });
        }
        at = end;
      }
      const found = parseHexDump(textOf(parts));
      const summary = ({ start, bytes }: ShownBytes) => `${start}: ${bytes.toString('latin1')}`;
      expect(found.map(summary)).toEqual(wanted.map(summary));
    }),
    { numRuns: 60 },
  );
});
