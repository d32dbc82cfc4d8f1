import { describe, expect, test } from 'vitest';
import { joinFields, jsonData } from '../../src/render/dialect.js';

describe('what all JSON has in common', () => {
  test('names are in snake_case; keys that are no names stay', () => {
    expect(jsonData({ sizeBytes: 1, '/proc/PID': 2, a: [{ oneTwo: 3 }] })).toEqual({
      size_bytes: 1,
      '/proc/PID': 2,
      a: [{ one_two: 3 }],
    });
  });

  test('what is absent is null, with its reason in the same object', () => {
    const process = {
      pid: 7,
      exe: { absent: 'mm-7.img is damaged' },
      in: { cwd: { absent: 'x' } },
    };
    expect(jsonData(process)).toEqual({
      pid: 7,
      exe: null,
      in: { cwd: null, absent: { cwd: 'x' } },
      absent: { exe: 'mm-7.img is damaged' },
    });
  });

  test('an address has its digits beside it, which a reader of doubles would round', () => {
    expect(jsonData({ start: 0xffffffffff600000n, size: 4096n })).toEqual({
      start: 0xffffffffff600000n,
      start_hex: '0xffffffffff600000',
      size: 4096n,
    });
    expect(jsonData({ start: { absent: 'x' } })).toMatchObject({ start: null, start_hex: null });
  });

  test.each([
    [2n ** 53n - 1n, undefined],
    [2n ** 53n, '0x20000000000000'],
    [-(2n ** 63n), '-0x8000000000000000'],
  ])('so has any other number that a double cannot hold: %s', (value, hex) => {
    expect(jsonData({ value })).toEqual(hex === undefined ? { value } : { value, value_hex: hex });
  });

  test('modes are octal texts without the bits of the file type; words under that name stay', () => {
    expect(jsonData([{ mode: 0o100644 }, { mode: 0o4755 }, { umask: 0o22 }])).toEqual([
      { mode: '0644' },
      { mode: '4755' },
      { umask: '0022' },
    ]);
    expect(jsonData({ mode: 'filter' })).toEqual({ mode: 'filter' });
  });

  test('parts of one object tell what is absent of them in one place', () => {
    expect(
      joinFields({ a: null, absent: { a: 'x' } }, { b: 1 }, { c: null, absent: { c: 'y' } }),
    ).toEqual({ a: null, b: 1, c: null, absent: { a: 'x', c: 'y' } });
  });
});
