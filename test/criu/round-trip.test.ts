import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeQuotedPrintable, decodeQuotedPrintable } from '../../src/criu/quoted-printable.js';
import { readMessage } from '../../src/criu/read-message.js';
import { MESSAGES } from '../../src/criu/schema-table.generated.js';
import { writeMessage } from '../../src/criu/write-message.js';
import { decodeText, encodeText } from '../../src/bytes/text.js';
import { images, KINDS, messages } from '../support/arbitrary.js';
import { decode, encode, PLAIN, SHOW } from '../support/codec.js';

const TYPES = [...MESSAGES.matchAll(/^(\S+) /gm)].map(([, name = '']) => name);

test('there are messages and kinds to test', () => {
  expect(TYPES.length).toBeGreaterThan(100);
  expect(KINDS.length).toBeGreaterThan(60);
});

test.each(TYPES)('any %s is read as it was written', (type) => {
  fc.assert(
    fc.property(messages(type), (message) => {
      const bytes = writeMessage(type, message);
      const read = readMessage(type, bytes, {});
      expect(read).toEqual(message);
      expect(Buffer.compare(writeMessage(type, read), bytes)).toBe(0);
    }),
    { numRuns: 20 },
  );
});

test.each(KINDS)('any %s comes back byte for byte, plain and pretty', (_, kind) => {
  fc.assert(
    fc.property(images(kind), (bytes) => {
      for (const options of [PLAIN, SHOW]) {
        const text = decode(bytes, options);
        expect(text).not.toContain('"_wire"');
        expect(encode(text).toString('hex')).toBe(bytes.toString('hex'));
      }
    }),
    { numRuns: 20 },
  );
});

describe('any bytes', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .array(fc.constantFrom(...Buffer.from(' \t\r\n=.\0aA3\x7f\xe9\xf0\x9f\x92\xa9', 'latin1')))
      .map((list) => Uint8Array.from(list)),
  );

  test('come back from quoted-printable', () => {
    fc.assert(
      fc.property(bytes, (name) => {
        const text = encodeQuotedPrintable(name);
        expect(text).toMatch(/^[\t\n\r -~]*$/);
        expect(Buffer.compare(decodeQuotedPrintable(text), name)).toBe(0);
      }),
      { numRuns: 2000 },
    );
  });

  test('come back from text', () => {
    fc.assert(
      fc.property(bytes, (name) => {
        expect(Buffer.compare(encodeText(decodeText(name)), name)).toBe(0);
      }),
      { numRuns: 2000 },
    );
  });
});
