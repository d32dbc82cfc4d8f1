import { describe, expect, test } from 'vitest';
import { decode, failure, NOPL } from '../support/codec.js';
import { ghost, queue, queued, sem, sized, tcp } from '../support/payload-messages.js';
import { delimited, entry, imageBytes, number } from '../support/wire.js';

const text = (value: string) => Buffer.from(value);

describe('--nopl tells only sizes', () => {
  test.each([
    ['bytes', 'PIPES_DATA', entry(number(2, 1536), Buffer.alloc(1536)), '"... <1.5KB>"'],
    ['no bytes', 'PIPES_DATA', entry(number(1, 1)), '"... <0B>"'],
    [
      'BPF maps',
      'BPFMAP_DATA',
      entry(Buffer.concat([number(2, 4), number(3, 2)]), Buffer.alloc(6)),
      '"... <6B>"',
    ],
    ['semaphores', 'IPCNS_SEM', entry(sem(5), Buffer.alloc(16)), '"... <10B>"'],
    [
      'messages with their headers',
      'IPCNS_MSG',
      entry(queue(1), Buffer.concat([sized(queued(9, 8)), Buffer.alloc(8)])),
      '"... <12B>"',
    ],
    ['a mebibyte', 'SK_QUEUES', entry(number(2, 2 ** 20), Buffer.alloc(2 ** 20)), '"... <1MB>"'],
  ])('%s', (_, kind, only, expected) => {
    expect(decode(imageBytes(kind, [only]), NOPL)).toContain(`"extra": ${expected}`);
  });

  test('a ghost file has no key at all', () => {
    const bytes = imageBytes('GHOST_FILE', [entry(ghost(), text('contents'))]);
    expect(decode(bytes, NOPL)).not.toContain('extra');
  });
});

describe('lying counts end at once', () => {
  test.each([
    ['messages in a queue', 'IPCNS_MSG', queue(0xffffffff)],
    ['semaphores', 'IPCNS_SEM', sem(0xffffffff)],
    ['bytes received', 'TCP_STREAM', tcp(0xffffffff, 0)],
    ['bytes to send', 'TCP_STREAM', tcp(0, 0xffffffff)],
    ['bytes of a pipe', 'PIPES_DATA', number(2, 0xffffffff)],
    ['keys', 'BPFMAP_DATA', Buffer.concat([number(2, 0xffffffff), number(3, 0xffffffff)])],
    ['a segment', 'IPCNS_SHM', Buffer.concat([delimited(1, ''), number(2, 2n ** 64n - 1n)])],
  ])('%s', (_, kind, message) => {
    const bytes = imageBytes(kind, [entry(message)]);
    const error = failure(() => decode(bytes));
    expect(error).toMatchObject({ code: 'unexpected-eof', place: { member: 'test.img' } });
    expect(error.place.offset).toBe(bytes.length);
  });
});
