import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  charactersOf,
  LONGEST,
  STRING_ENCODINGS,
  StringScanner,
  type StringEncoding,
} from '../../../src/analysis/memory/string-scanner.js';

interface Chunk {
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

function scan(encoding: StringEncoding, minLength: number, chunks: readonly Chunk[]) {
  const scanner = new StringScanner<number>(encoding, minLength);
  const all = function* () {
    for (const [index, { address, bytes }] of chunks.entries()) {
      yield* scanner.scan(address, bytes, index);
    }
    yield* scanner.end();
  };
  return Array.from(all(), (found) => {
    const { address, tag, continues } = found;
    return { address, tag, continues, characters: charactersOf(found) };
  });
}

const brief = (found: ReturnType<typeof scan>) =>
  found.map(({ address, characters }) => `${address} ${characters}`);

/** As print_strings() of GNU strings goes: character by character, from each byte on. */
function reference(encoding: StringEncoding, minLength: number, bytes: Buffer): string[] {
  const width = { s: 1, S: 1, b: 2, l: 2, B: 4, L: 4 }[encoding];
  const codeAt = (at: number) => {
    if (at + width > bytes.length) return undefined;
    return encoding === 'b' || encoding === 'B'
      ? bytes.readUIntBE(at, width)
      : bytes.readUIntLE(at, width);
  };
  const isGraphic = (code: number) =>
    code === 9 || (code >= 32 && code <= 126) || (encoding === 'S' && code > 127);
  const found: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const start = at;
    let text = '';
    let code = codeAt(at);
    while (code !== undefined && isGraphic(code)) {
      text += String.fromCharCode(code);
      at += width;
      code = codeAt(at);
    }
    if (text.length >= minLength) found.push(`${start} ${text}`);
    at += 1;
  }
  return found;
}

const letters = fc.constantFrom(0, 0, 0, 0x41, 0x42, 0x7e, 0x7f, 0x09, 0x0a, 0x80, 0xe9);

describe.each(STRING_ENCODINGS)('-e %s', (encoding) => {
  test('finds what GNU strings finds, however the bytes are cut', () => {
    const memory = fc.array(fc.array(letters, { maxLength: 20 }), { maxLength: 8 });
    fc.assert(
      fc.property(memory, fc.integer({ min: 1, max: 5 }), (parts, minLength) => {
        const whole = Buffer.from(parts.flat());
        let address = 0n;
        const chunks = parts.map((part) => {
          const chunk = { address, bytes: Uint8Array.from(part) };
          address += BigInt(part.length);
          return chunk;
        });
        const wanted = reference(encoding, minLength, whole);
        expect(brief(scan(encoding, minLength, chunks))).toEqual(wanted);
      }),
      { numRuns: 400 },
    );
  });
});

test('a gap ends a string, and a character', () => {
  const chunk = (address: number, text: string) => ({
    address: BigInt(address),
    bytes: Buffer.from(text, 'latin1'),
  });
  expect(brief(scan('s', 4, [chunk(0, 'GAP_HEAD'), chunk(16, 'GAP_TAIL')]))).toEqual([
    ...['0 GAP_HEAD', '16 GAP_TAIL'],
  ]);
  expect(brief(scan('l', 2, [chunk(0, 'a\0b'), chunk(4, '\0c\0d\0')]))).toEqual(['5 cd']);
});

test('a string is told by the chunk in which it begins', () => {
  const [found] = scan('s', 4, [
    { address: 0n, bytes: Buffer.from('\0abc') },
    { address: 4n, bytes: Buffer.from('def\0') },
  ]);
  expect(found).toEqual({ address: 1n, tag: 0, characters: 'abcdef', continues: false });
});

test('a long one comes in parts, the last of which may be short', () => {
  const half = Buffer.alloc(LONGEST / 2 + 1, 'x');
  const found = scan('s', 4, [
    { address: 0n, bytes: half },
    { address: BigInt(half.length), bytes: half },
    { address: BigInt(2 * half.length), bytes: Buffer.from('\0ab\0abcd') },
  ]);
  expect(
    found.map(({ address, characters, continues }) => [address, characters.length, continues]),
  ).toEqual([
    [0n, LONGEST, false],
    [BigInt(LONGEST), 2, true],
    [BigInt(LONGEST + 6), 4, false],
  ]);
});

test('one that ends where a part does has no empty part behind it', () => {
  const bytes = Buffer.concat([Buffer.alloc(LONGEST, 'x'), Buffer.from('\0y')]);
  expect(scan('s', 4, [{ address: 0n, bytes }])).toHaveLength(1);
});
