import { describe, expect, test } from 'vitest';
import { decode, encode, failure, NOPL, open, PLAIN, SHOW } from '../support/codec.js';
import { readCheckpoint } from '../support/corpus.js';
import { ghost, queue, queued, sem, shm, sized, tcp } from '../support/payload-messages.js';
import { entry, imageBytes, number, type Entry } from '../support/wire.js';

const text = (value: string) => Buffer.from(value);

describe.each<[string, string, Entry[], string]>([
  [
    'a pipe',
    'PIPES_DATA',
    [entry(Buffer.concat([number(1, 3), number(2, 5)]), text('hello'))],
    '"extra": "aGVsbG8=\\n"',
  ],
  ['an empty fifo', 'FIFO_DATA', [entry(number(1, 3))], '"extra": ""'],
  [
    'a socket queue',
    'SK_QUEUES',
    [entry(Buffer.concat([number(1, 3), number(2, 1)]), text('x'))],
    '"extra": "eA==\\n"',
  ],
  [
    'both TCP queues',
    'TCP_STREAM',
    [entry(tcp(3, 2), text('inqou'))],
    '"extra": {"inq": "aW5x\\n", "outq": "b3U=\\n"}',
  ],
  ['empty TCP queues', 'TCP_STREAM', [entry(tcp(0, 0))], '"extra": {"inq": "", "outq": ""}'],
  [
    'BPF maps',
    'BPFMAP_DATA',
    [1, 2].map((id) =>
      entry(
        Buffer.concat([number(1, id), number(2, 4), number(3, 2), number(4, 1)]),
        text('keysva'),
      ),
    ),
    '"extra": "a2V5c3Zh\\n"',
  ],
  [
    'shared segments inline, of several sizes',
    'IPCNS_SHM',
    [
      entry(shm(5), text('five!\0\0\0')),
      entry(shm(4), text('four')),
      entry(shm(0)),
      entry(shm(4096, true)),
      entry(shm(1), text('1\0\0\0')),
    ],
    '"extra": "Zm91cg==\\n"',
  ],
  [
    'a segment padded with other bytes',
    'IPCNS_SHM',
    [entry(shm(3), text('abc!'))],
    '"extra": "YWJj\\n", "_padding": "IQ==\\n"',
  ],
  [
    'five semaphores',
    'IPCNS_SEM',
    [entry(sem(5), Buffer.from('0100020003000400ffff000000000000', 'hex'))],
    '"extra": [1, 2, 3, 4, 65535]',
  ],
  [
    'four semaphores, which need no padding',
    'IPCNS_SEM',
    [entry(sem(4), Buffer.alloc(8)), entry(sem(0))],
    '"extra": [0, 0, 0, 0]',
  ],
  [
    'semaphores padded with other bytes',
    'IPCNS_SEM',
    [entry(sem(1), Buffer.from('0100aabbccddeeff', 'hex'))],
    '"extra": [1], "_padding": "qrvM3e7/\\n"',
  ],
  [
    'two messages',
    'IPCNS_MSG',
    [
      entry(
        queue(2),
        Buffer.concat([
          sized(queued(9, 8)),
          text('eight.by'),
          sized(queued(1, 1)),
          text('x\0\0\0\0\0\0\0'),
        ]),
      ),
      entry(queue(0)),
    ],
    '"extra": [{"mtype": 9, "msize": 8}, "ZWlnaHQuYnk=\\n", {"mtype": 1, "msize": 1}, "eA==\\n"]',
  ],
  [
    'a message with an unusual header and padding',
    'IPCNS_MSG',
    [
      entry(
        queue(1),
        Buffer.concat([
          sized(Buffer.concat([number(2, 1, 4), number(1, 9), number(77, 1)])),
          text('xPADDING'),
        ]),
      ),
    ],
    '"_unknown": [{"number": 77, "wire_type": 0, "value": 1}], "_wire": "EIGAgAAICegEAQ==\\n", "_padding": "UEFERElORw==\\n"}, "eA==\\n"',
  ],
  [
    'a whole ghost file',
    'GHOST_FILE',
    [entry(ghost(), text('deleted, but open'))],
    '"extra": "ZGVsZXRlZCwgYnV0IG9wZW4=\\n"',
  ],
  ['an empty ghost file', 'GHOST_FILE', [entry(ghost())], '"extra": ""'],
  [
    'a ghost file in chunks',
    'GHOST_FILE',
    [
      entry(ghost(number(9, 1), number(10, 8192))),
      entry(Buffer.concat([number(1, 5), number(2, 4096)]), text('chunk')),
      entry(Buffer.concat([number(1, 0), number(2, 8192)])),
    ],
    '{"len": 5, "off": 4096, "extra": "Y2h1bms=\\n"}, {"len": 0, "off": 8192, "extra": ""}',
  ],
])('%s', (_, kind, entries, expected) => {
  const bytes = imageBytes(kind, entries);

  test('is decoded', () => {
    expect(decode(bytes)).toContain(expected);
    expect([...open(bytes).entries()]).toHaveLength(entries.length);
  });

  test('comes back byte for byte', () => {
    for (const options of [PLAIN, SHOW]) {
      expect(encode(decode(bytes, options)).toString('hex')).toBe(bytes.toString('hex'));
    }
  });

  test('is damage at every length below its own', () => {
    const ends = new Set<number>([8]);
    let at = 8;
    for (const { message, payload } of entries)
      ends.add((at += 4 + message.length + payload.length));
    for (let size = 8; size < bytes.length; size++) {
      if (ends.has(size) || (kind === 'GHOST_FILE' && entries.length === 1)) continue;
      const error = failure(() => decode(bytes.subarray(0, size), NOPL));
      expect(error.code).toBe('unexpected-eof');
      expect(error.place.member).toBe('test.img');
      expect(error.place.offset).toBeLessThanOrEqual(size);
    }
  });
});

test('a big-endian host writes semaphores and sizes of messages in its own order', () => {
  const sems = imageBytes('IPCNS_SEM', [entry(sem(1), Buffer.from('0102000000000000', 'hex'))], {
    bigEndian: true,
  });
  expect(decode(sems)).toContain('"extra": [258]');
  expect(encode(decode(sems))).toEqual(sems);
  const payload = Buffer.concat([sized(queued(9, 8), true), text('eight.by')]);
  const messages = imageBytes('IPCNS_MSG', [entry(queue(1), payload)], { bigEndian: true });
  expect(decode(messages)).toContain('{"mtype": 9, "msize": 8}, "ZWlnaHQuYnk=\\n"');
  expect(encode(decode(messages))).toEqual(messages);
});

test('segments whose contents are in pagemaps: every entry is listed, without contents', async () => {
  for (const name of ['rich-podman', 'rich-plain', 'old-v3.3', 'old-v3.19', 'userns']) {
    const files = await readCheckpoint(name);
    const [path, bytes] = [...files].find(([each]) => each.includes('/ipcns-shm-')) ?? [
      '',
      Buffer.of(),
    ];
    const entries = [...open(bytes, path).entries()];
    expect(entries.map(({ message }) => [message['size'], message['in_pagemaps']])).toEqual([
      [12388n, true],
      [4096n, true],
      [5000n, true],
    ]);
    expect(decode(bytes, PLAIN, path)).not.toContain('extra');
  }
});
