import { describe, expect, test } from 'vitest';
import { UNKNOWN_FIELDS } from '../../src/criu/message.js';
import { readMessage } from '../../src/criu/read-message.js';
import { writeMessage } from '../../src/criu/write-message.js';
import { decode, encode, PLAIN, SHOW } from '../support/codec.js';
import { delimited, entry, fixed, imageBytes, number, varint } from '../support/wire.js';

const PSTREE = [number(1, 7), number(2, 1), number(3, 7), number(4, 7), number(5, 7)];
const MM = [number(1, 0x400000), number(2, 0x500000)];

/** Each of these holds what CRIU itself would not write in this way. */
const UNUSUAL: [string, string, Buffer[]][] = [
  ['an unknown varint at the end', 'PSTREE', [...PSTREE, number(99, 5)]],
  ['an unknown fixed 64', 'PSTREE', [...PSTREE, fixed(100, 8, 2n ** 64n - 1n)]],
  ['an unknown fixed 32', 'PSTREE', [...PSTREE, fixed(100, 4, 0xffffffffn)]],
  ['unknown bytes', 'PSTREE', [...PSTREE, delimited(536870911, 'evidence')]],
  ['an unknown field in the middle', 'MM', [...MM.slice(0, 1), number(99, 1), ...MM.slice(1)]],
  ['unknown fields not in order', 'PSTREE', [...PSTREE, number(101, 1), number(100, 1)]],
  [
    'an unknown field in a nested message',
    'INVENTORY',
    [number(1, 1), delimited(3, number(77, 3))],
  ],
  ['a known field of another wire type', 'PSTREE', [delimited(1, 'x'), ...PSTREE.slice(1)]],
  ['an overlong varint', 'PSTREE', [number(1, 7, 10), ...PSTREE.slice(1)]],
  ['an overlong tag', 'PSTREE', [Buffer.concat([varint(8, 3), varint(7)]), ...PSTREE.slice(1)]],
  ['an overlong length', 'REMAP_FPATH', [Buffer.concat([varint(10), varint(0, 4)])]],
  ['one field twice', 'PSTREE', [number(1, 6), ...PSTREE]],
  ['packed numbers', 'PSTREE', [...PSTREE.slice(0, 4), delimited(5, Buffer.of(7, 8, 0x81, 1))]],
  ['no packed numbers', 'PSTREE', [...PSTREE.slice(0, 4), delimited(5, '')]],
  ['fields out of order', 'PSTREE', [...PSTREE].reverse()],
  ['a bool of 2', 'INVENTORY', [number(1, 1), number(2, 2)]],
  ['a uint32 of 40 bits', 'PSTREE', [number(1, 2n ** 40n - 1n), ...PSTREE.slice(1)]],
  ['an int32 of -1 in five bytes', 'PIDFD', [number(4, 0xffffffff)]],
  ['an enum out of range', 'INVENTORY', [number(1, 1), number(6, 4711)]],
];

describe('what CRIU would not write comes back byte for byte', () => {
  test.each(UNUSUAL)('%s', (_, kind, fields) => {
    const bytes = imageBytes(kind, [entry(Buffer.concat(fields)), entry(Buffer.concat(fields))]);
    for (const options of [PLAIN, SHOW]) {
      expect(encode(decode(bytes, options)).toString('hex')).toBe(bytes.toString('hex'));
    }
  });

  test('an edited field counts, and then the message is written anew', () => {
    const bytes = imageBytes('PSTREE', [entry(Buffer.concat([...PSTREE].reverse()))]);
    const text = decode(bytes).replace('"pid": 7', '"pid": 8');
    const anew = Buffer.concat([number(1, 8), ...PSTREE.slice(1)]);
    expect(encode(text)).toEqual(imageBytes('PSTREE', [entry(anew)]));
  });

  test('an enum without a name is printed as its number', () => {
    const bytes = imageBytes('INVENTORY', [entry(Buffer.concat([number(1, 1), number(6, 4711)]))]);
    expect(decode(bytes)).toBe(
      '{"magic": "INVENTORY", "entries": [{"img_version": 1, "lsmtype": 4711}]}',
    );
  });
});

describe('readMessage', () => {
  test('keeps unknown fields with their wire type', () => {
    const message = readMessage('pstree_entry', Buffer.concat([...PSTREE, number(99, 5)]), {});
    expect(message['pid']).toBe(7);
    expect(message[UNKNOWN_FIELDS]).toEqual([{ number: 99, wireType: 0, value: 5n }]);
  });

  test('merges the occurrences of a single message', () => {
    const ids = [delimited(3, number(1, 5)), delimited(3, number(2, 6))];
    const message = readMessage('inventory_entry', Buffer.concat(ids), {});
    expect(message).toEqual({ root_ids: { vm_id: 5, files_id: 6 } });
  });

  test('reads the extremes of 64 and 32 bits exactly', () => {
    const bytes = Buffer.concat([number(1, 2n ** 64n - 1n), number(2, 2n ** 53n + 1n)]);
    expect(readMessage('mm_entry', bytes, {})).toEqual({
      mm_start_code: 2n ** 64n - 1n,
      mm_end_code: 2n ** 53n + 1n,
    });
    const vma = { fd: -(2n ** 63n), pgoff: 2n ** 64n - 1n };
    expect(readMessage('vma_entry', writeMessage('vma_entry', vma), {})).toEqual(vma);
    const negative = { mnt_id: -(2 ** 31) };
    const sint32 = writeMessage('reg_file_entry', negative);
    expect(readMessage('reg_file_entry', sint32, {})).toEqual(negative);
    expect(readMessage('pidfd_entry', number(4, -1n), {})).toEqual({ nspid: -1 });
  });

  test('the extremes stay exact in JSON', () => {
    const message = Buffer.concat([number(1, 2n ** 64n - 1n), number(2, 2n ** 53n + 1n)]);
    const bytes = imageBytes('MM', [entry(message)]);
    expect(decode(bytes)).toContain(
      '"mm_start_code": 18446744073709551615, "mm_end_code": 9007199254740993',
    );
    expect(decode(bytes, SHOW)).toContain('"mm_start_code": "0xffffffffffffffff"');
    expect(encode(decode(bytes))).toEqual(bytes);
  });

  test('many unknown fields take no long time', () => {
    const bytes = Buffer.concat(Array.from({ length: 50_000 }, () => number(99, 1)));
    const message = readMessage('pstree_entry', bytes, {});
    expect(message[UNKNOWN_FIELDS]).toHaveLength(50_000);
    expect(bytes.equals(writeMessage('pstree_entry', message))).toBe(true);
  });
});

describe('damage is told with its offset', () => {
  const deep = Array.from({ length: 101 }).reduce<Buffer>(
    (inner) => delimited(3, inner),
    Buffer.of(),
  );

  test.each([
    ['a number cut short', Buffer.of(0x08, 0x80), 'message ends inside a number', 101],
    ['a number of eleven bytes', Buffer.alloc(12, 0x88), 'longer than ten bytes', 100],
    [
      'a nested length that lies',
      Buffer.of(0x1a, 0x7f),
      'root_ids says 127 bytes where 0 are left',
      101,
    ],
    [
      'a nested length of 2^63',
      Buffer.concat([varint(26), varint(2n ** 63n)]),
      'says 9223372036854775808 bytes',
      101,
    ],
    ['field number 0', Buffer.of(0x00, 0x00), 'field number 0', 100],
    ['a group', Buffer.of(0x0b), 'unusable wire type 3', 100],
    ['wire type 7', Buffer.of(0x0f), 'unusable wire type 7', 100],
    ['a fixed number cut short', Buffer.of(0xa1, 0x06, 1, 2), 'message ends inside a number', 102],
  ])('%s', (_, bytes, sentence, offset) => {
    const read = () =>
      readMessage('inventory_entry', bytes, { member: 'inventory.img', offset: 100 });
    expect(read).toThrow(
      expect.objectContaining({
        code: 'invalid-image',
        sentence: expect.stringContaining(sentence) as string,
        place: { member: 'inventory.img', offset },
      }) as Error,
    );
  });

  test('nesting without end', () => {
    expect(() => readMessage('aa_namespace', deep, {})).toThrow('messages nested deeper than 100');
  });
});
