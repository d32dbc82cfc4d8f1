import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findDelimited } from '../../src/criu/find-delimited.js';
import type { Message } from '../../src/criu/message.js';
import { readMessage } from '../../src/criu/read-message.js';
import { writeMessage } from '../../src/criu/write-message.js';
import { messages } from '../support/arbitrary.js';
import { delimited, fixed, number } from '../support/wire.js';

describe('findDelimited', () => {
  test('finds what readMessage reads, whatever else is in the message', () => {
    fc.assert(
      fc.property(messages('tty_data_entry'), (message: Message) => {
        const bytes = writeMessage('tty_data_entry', message);
        const extent = findDelimited(bytes, 2);
        const data = message['data'] as Uint8Array | undefined;
        expect(extent === undefined).toBe(data === undefined);
        if (extent === undefined || data === undefined) return;
        const { offset, length } = extent;
        expect(Buffer.from(bytes.subarray(offset, offset + length)).equals(data)).toBe(true);
      }),
    );
  });

  test('takes the last of several, as readMessage does, and long varints', () => {
    const bytes = Buffer.concat([
      delimited(2, 'first'),
      number(1, 2n ** 64n - 1n),
      fixed(7, 8, 1n),
      fixed(8, 4, 1n),
      delimited(300, 'other'),
      Buffer.from([0x92, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00, 4]),
      Buffer.from('last'),
      number(1, 5),
    ]);
    expect(readMessage('tty_data_entry', bytes, {})['data']).toEqual(Buffer.from('last'));
    const { offset = 0, length = 0 } = findDelimited(bytes, 2) ?? {};
    expect(bytes.subarray(offset, offset + length).toString()).toBe('last');
  });

  test('ends on bytes that are no message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const { offset, length } = findDelimited(bytes, 2) ?? { offset: 0, length: 0 };
        expect(offset + length).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
});
