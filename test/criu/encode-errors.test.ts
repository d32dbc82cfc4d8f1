import { describe, expect, test } from 'vitest';
import { decode, encode, failure, NOPL } from '../support/codec.js';
import { entry, imageBytes, number } from '../support/wire.js';

/** An image of one entry. */
const one = (magic: string, fields: string) => `{"magic": "${magic}", "entries": [{${fields}}]}`;

describe('what does not fit is told with its path', () => {
  test.each([
    ['no text at all', '', 'not JSON'],
    ['half a JSON', '{"magic": "CORE", "entries": [', 'not JSON'],
    ['JSON and more', '{"magic": "CORE", "entries": []} x', 'not JSON'],
    ['a list', '[]', 'the image is not an object'],
    ['nesting without end', '['.repeat(100_000), 'not JSON: nested too deep'],
    ['no magic', '{"entries": []}', 'magic is none of the names'],
    ['a magic of its own', '{"magic": "PAGES", "entries": []}', 'magic is none of the names'],
    ['a magic as number', '{"magic": 1, "entries": []}', 'magic is none of the names'],
    ['no entries', '{"magic": "CORE"}', 'entries is not a list'],
    ['what info prints', '{"magic": "CORE", "count": 1}', 'count is no key of an image'],
    [
      'another byte order',
      '{"magic": "CORE", "entries": [], "_byte_order": "mixed"}',
      '_byte_order',
    ],
    [
      'another framing',
      '{"magic": "CORE", "entries": [], "_framing": "v2"}',
      '_framing is none of v1.0',
    ],
    [
      'an entry that is none',
      '{"magic": "CORE", "entries": [{}, 5]}',
      'entries[1] is not an object',
    ],
    [
      'an unknown key',
      one('PSTREE', '"pid": 1, "pidd": 2'),
      'entries[0].pidd is no field of pstree_entry',
    ],
    [
      'an unknown key inside',
      one('CORE', '"tc": {"colour": 2}'),
      'entries[0].tc.colour is no field',
    ],
    ['a prototype', one('PSTREE', '"__proto__": {"pid": 2}'), 'entries[0].__proto__ is no field'],
    ['a text for a number', one('PSTREE', '"pid": "seven"'), 'entries[0].pid is not an integer'],
    ['a fraction', one('PSTREE', '"pid": 1.5'), 'entries[0].pid is not an integer'],
    ['null', one('PSTREE', '"pid": null'), 'entries[0].pid is not an integer'],
    ['a number below', one('PSTREE', '"pid": -1'), 'entries[0].pid is out of the range of uint32'],
    ['a number above', one('PSTREE', '"pid": 4294967296'), 'entries[0].pid is out of the range'],
    [
      'a long number above',
      one('MM', '"mm_start_code": 18446744073709551616'),
      'out of the range of uint64',
    ],
    [
      'a hex text above',
      one('MM', '"mm_start_code": "0x10000000000000000"'),
      'out of the range of uint64',
    ],
    [
      'a list item',
      one('PSTREE', '"threads": [1, "x"]'),
      'entries[0].threads[1] is not an integer',
    ],
    ['no list', one('PSTREE', '"threads": 1'), 'entries[0].threads is not a list'],
    ['no text', one('REG_FILES', '"name": 1'), 'entries[0].name is not a text'],
    [
      'half a pair',
      one('REG_FILES', '"name": "\\ud800"'),
      'entries[0].name has half of a surrogate pair',
    ],
    [
      'no truth',
      one('INVENTORY', '"fdinfo_per_id": 1'),
      'entries[0].fdinfo_per_id is neither true nor false',
    ],
    ['no message', one('CORE', '"tc": 1'), 'entries[0].tc is not an object'],
    [
      'an unknown name of an enum',
      one('CORE', '"mtype": "VAX"'),
      'entries[0].mtype is not an integer',
    ],
    ['an unknown flag', one('VMAS', '"prot": "PROT_MUCH"'), 'entries[0].prot is not an integer'],
    ['no base64', one('SIGNAL', '"siginfo": "a*b"'), 'entries[0].siginfo is not base64'],
    [
      'no address',
      one('INETSK', '"src_addr": ["1.2.3.400"]'),
      'entries[0].src_addr[0] is no IP address',
    ],
    [
      'a device too large',
      one('MNTS', '"root_dev": "4096:1"'),
      'entries[0].root_dev is not an integer',
    ],
  ])('%s', (_, json, sentence) => {
    const error = failure(() => encode(json));
    expect(error).toMatchObject({ code: 'invalid-json', place: { file: 'test.json' } });
    expect(error.message).toContain(sentence);
  });
});

describe('contents that do not fit their message', () => {
  const desc = '"desc": {"key": 1}';

  test.each([
    [
      'too few',
      one('PIPES_DATA', '"bytes": 5, "extra": "eA=="'),
      '.extra has 1 bytes where its message says 5',
    ],
    [
      'too many',
      one('PIPES_DATA', '"bytes": 0, "extra": "eA=="'),
      '.extra has 1 bytes where its message says 0',
    ],
    ['none', one('PIPES_DATA', '"bytes": 5'), '.extra has 0 bytes where its message says 5'],
    ['where none belong', one('PSTREE', '"pid": 5, "extra": "eA=="'), '.extra has no place'],
    [
      'in pagemaps',
      one('IPCNS_SHM', `${desc}, "size": 1, "in_pagemaps": true, "extra": "eA=="`),
      '.extra has no place',
    ],
    [
      'a queue missing',
      one('TCP_STREAM', '"inq_len": 0, "outq_len": 0, "extra": {"inq": ""}'),
      '.extra.outq is not a text',
    ],
    [
      'a queue too long',
      one('TCP_STREAM', '"extra": {"inq": "", "outq": "eA=="}'),
      '.extra.outq has 1 bytes',
    ],
    [
      'too few semaphores',
      one('IPCNS_SEM', `${desc}, "nsems": 2, "extra": [1]`),
      '.extra has 1 values where',
    ],
    [
      'a large semaphore',
      one('IPCNS_SEM', `${desc}, "nsems": 1, "extra": [65536]`),
      '.extra[0] is no 16 bit value',
    ],
    [
      'half a message',
      one('IPCNS_MSG', `${desc}, "qnum": 1, "extra": [{"mtype": 1}]`),
      '.extra has 1 items',
    ],
    [
      'a message too long',
      one('IPCNS_MSG', `${desc}, "qnum": 1, "extra": [{"msize": 0}, "eA=="]`),
      '.extra[1] has 1 bytes',
    ],
    [
      'a header no object',
      one('IPCNS_MSG', `${desc}, "qnum": 1, "extra": ["", ""]`),
      '.extra[0] is not an object',
    ],
    [
      'padding too long',
      one('IPCNS_SHM', `${desc}, "size": 3, "extra": "YWJj", "_padding": "AAAA"`),
      '._padding has 3 bytes where its message says 1',
    ],
    ['padding of nothing', one('PSTREE', '"pid": 1, "_padding": "AA=="'), '._padding has no place'],
    [
      'a wire that is none',
      one('PSTREE', '"pid": 1, "_wire": "CA=="'),
      '._wire is no pstree_entry',
    ],
    [
      'an unknown field too large',
      one('PSTREE', '"_unknown": [{"number": 9, "wire_type": 5, "value": 4294967296}]'),
      '._unknown[0].value is out of the range',
    ],
    [
      'an unknown field without number',
      one('PSTREE', '"_unknown": [{"number": 0, "wire_type": 0, "value": 1}]'),
      '._unknown[0].number is no field number',
    ],
    [
      'an unknown wire type',
      one('PSTREE', '"_unknown": [{"number": 9, "wire_type": 3, "value": 1}]'),
      '._unknown[0].wire_type is none of',
    ],
  ])('%s', (_, json, sentence) => {
    const error = failure(() => encode(json));
    expect(error.code).toBe('invalid-json');
    expect(error.message).toContain(`entries[0]${sentence}`);
  });

  test('an entry behind a whole ghost file', () => {
    const json = '{"magic": "GHOST_FILE", "entries": [{"uid": 0, "extra": ""}, {"len": 0}]}';
    expect(failure(() => encode(json)).message).toContain('entries[1] has no place');
  });

  test('messages nested without end', () => {
    const json = one(
      'APPARMOR',
      `"namespaces": [${'{"namespaces": ['.repeat(200)}${']}'.repeat(200)}]`,
    );
    expect(failure(() => encode(json)).message).toContain('nested deeper than 100 messages');
  });
});

test.each([
  [
    'PIPES_DATA',
    entry(Buffer.concat([number(1, 1), number(2, 3)]), Buffer.from('abc')),
    '.extra is not base64 (its payload was left out by --nopl)',
  ],
  [
    'GHOST_FILE',
    entry(number(1, 0), Buffer.from('abc')),
    '.extra is missing (contents are left out by --nopl)',
  ],
  ['TCP_STREAM', entry(number(1, 3), Buffer.from('abc')), '.extra is not an object'],
  ['IPCNS_SEM', entry(number(2, 4), Buffer.alloc(8)), '.extra is not a list'],
])('%s printed with --nopl cannot be encoded', (kind, only, sentence) => {
  const text = decode(imageBytes(kind, [only]), NOPL);
  expect(failure(() => encode(text)).message).toContain(`test.json: entries[0]${sentence}`);
});

test('JSON of another hand: other blanks, order of keys, hex and decimal texts', () => {
  const json = '{"entries":[{"ppid":"0x0","pid":"7","threads":[]}],\n"magic":"PSTREE"}';
  const message = Buffer.concat([number(1, 7), number(2, 0)]);
  expect(encode(json)).toEqual(imageBytes('PSTREE', [entry(message)]));
});

test('an integer of a million digits is out of range, without being converted', () => {
  const json = `{"magic": "PSTREE", "entries": [{"pid": ${'9'.repeat(1_000_000)}}]}`;
  expect(failure(() => encode(json)).message).toMatch(/entries\[0\]\.pid is out of the range/);
});
