import { describe, expect, test } from 'vitest';
import { CheckpointError } from '../../src/bytes/checkpoint-error.js';
import { findKindByName, imageKinds } from '../../src/criu/image-kinds.js';
import { decode, encode, failure, open, PLAIN, SHOW } from '../support/codec.js';
import { delimited, entry, imageBytes, number } from '../support/wire.js';

const NAMES = imageKinds().map((kind) => kind.name);
/** Empty messages: no entry has contents then, but a ghost file. */
const TWO = [entry(Buffer.of()), entry(Buffer.of())];

function entriesOf(name: string) {
  return name === 'GHOST_FILE' ? TWO.slice(1) : TWO;
}

describe.each(NAMES)('%s', (name) => {
  test.each(['v1.0', 'v1.1', 'service'] as const)('%s, little- and big-endian', (framing) => {
    for (const bigEndian of [false, true]) {
      const bytes = imageBytes(name, entriesOf(name), { framing, bigEndian });
      const image = open(bytes);
      expect(image).toMatchObject({ kind: { name }, framing, bigEndian });
      for (const options of [PLAIN, SHOW]) {
        expect(encode(decode(bytes, options)).equals(bytes)).toBe(true);
      }
    }
  });
});

test('images as CRIU writes them today have no mark, others have', () => {
  expect(decode(imageBytes('PSTREE', []))).toBe('{"magic": "PSTREE", "entries": []}');
  expect(decode(imageBytes('STATS', []))).toBe('{"magic": "STATS", "entries": []}');
  expect(decode(imageBytes('INVENTORY', []))).toBe('{"magic": "INVENTORY", "entries": []}');
  expect(decode(imageBytes('PSTREE', [], { framing: 'v1.0', bigEndian: true }))).toBe(
    '{"magic": "PSTREE", "entries": [], "_framing": "v1.0", "_byte_order": "big"}',
  );
  expect(decode(imageBytes('STATS', [], { framing: 'v1.1' }), SHOW)).toBe(
    '{\n    "magic": "STATS",\n    "entries": [],\n    "_framing": "v1.1"\n}',
  );
});

test('PSIGNAL is another name of SIGNAL', () => {
  expect(findKindByName('PSIGNAL')).toBe(findKindByName('SIGNAL'));
  const bytes = imageBytes('SIGNAL', [entry(delimited(1, 'siginfo'))]);
  expect(encode(decode(bytes).replace('SIGNAL', 'PSIGNAL'))).toEqual(bytes);
});

test('addresses of a big-endian host', () => {
  const loopback = number(11, 0x7f000001);
  const six = [0x20010db8, 0, 0, 1].map((word) => number(12, word));
  const message = Buffer.concat([number(3, 10), loopback, ...six]);
  const bytes = imageBytes('INETSK', [entry(message)], { bigEndian: true });
  const text = decode(bytes, SHOW);
  expect(text).toMatch(/"src_addr": \[\s*"127\.0\.0\.1"\s*\]/);
  expect(text).toMatch(/"dst_addr": \[\s*"2001:db8::1"\s*\]/);
  expect(encode(text)).toEqual(bytes);
});

describe('what is no image is an error with its place', () => {
  const cases: [string, string, Buffer, string, number | undefined][] = [
    [
      'an unknown first word',
      'x.img',
      Buffer.from('4883ec08', 'hex'),
      'Unknown magic 0x8ec8348: not a CRIU image',
      0,
    ],
    [
      'an unknown second word',
      'x.img',
      Buffer.from('1943565401020304', 'hex'),
      'Unknown magic 0x4030201',
      4,
    ],
    [
      'pages',
      'a/pages-1.img',
      Buffer.from('7f454c46', 'hex'),
      'Unknown magic 0x464c457f: pages-1.img holds raw memory pages',
      0,
    ],
    [
      'netlink',
      'ifaddr-9.img',
      Buffer.from('4c000000', 'hex'),
      'ifaddr-9.img holds a raw netlink dump',
      0,
    ],
    [
      'a tmpfs',
      'tmpfs-dev-81.tar.gz.img',
      Buffer.from('1f8b0800', 'hex'),
      'a tar of the contents of a tmpfs',
      0,
    ],
    [
      'no bytes',
      'iptables-9.img',
      Buffer.of(),
      'the image is empty (0 bytes): iptables-9.img holds the text of iptables-save',
      undefined,
    ],
    ['three bytes', 'core-1.img', Buffer.of(1, 2, 3), 'unexpected EOF', 3],
    ['half a header', 'core-1.img', imageBytes('CORE', []).subarray(0, 6), 'unexpected EOF', 6],
  ];

  test.each(cases)('%s', (_, member, bytes, sentence, offset) => {
    const error = failure(() => open(bytes, member));
    expect(`${error.sentence}: ${error.hint ?? ''}`).toContain(sentence);
    expect(error.place).toEqual({ member, ...(offset !== undefined && { offset }) });
  });
});

describe('damage between entries is told with its offset', () => {
  const whole = imageBytes('PSTREE', [entry(number(1, 7)), entry(number(1, 8))]);

  test.each([9, 10, 11, 13, 15, 16, 17, 19])('cut to %i bytes', (size) => {
    const error = failure(() => decode(whole.subarray(0, size), PLAIN, 'pstree.img'));
    expect(error.code).toBe('unexpected-eof');
    expect(error.place.member).toBe('pstree.img');
    expect(error.place.offset).toBeGreaterThanOrEqual(8);
    expect(error.place.offset).toBeLessThanOrEqual(size);
  });

  test('the entries before it are given all the same', () => {
    const entries = open(whole.subarray(0, 19)).entries();
    expect(entries.next().value?.message).toEqual({ pid: 7 });
    expect(() => entries.next()).toThrow(CheckpointError);
  });

  test('a length beyond the end of the file', () => {
    const bytes = Buffer.concat([whole, Buffer.of(0xff, 0xff, 0xff, 0xff)]);
    const error = failure(() => decode(bytes));
    expect(error.message).toBe(
      'test.img: unexpected EOF: entry 2 says 4294967295 bytes where 0 are left at offset 0x14',
    );
  });

  test('a message inside an entry', () => {
    const bytes = imageBytes('PSTREE', [entry(number(1, 7)), entry(Buffer.of(0x08, 0x80))]);
    expect(failure(() => decode(bytes)).place).toEqual({ member: 'test.img', offset: 19 });
  });
});
