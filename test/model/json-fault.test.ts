import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findJsonFault } from '../../src/model/json-fault.js';

test.each([
  ['', 0],
  ['  ', 2],
  ['{bad', 1],
  ['this', 0],
  ['{"a":', 5],
  ['{"a":1,}', 7],
  ['[1,]', 3],
  ['[1 2]', 3],
  ['{"a" 1}', 5],
  ['tru', 3],
  ['trux', 0],
  ['nul ', 0],
  ['-', 1],
  ['1.', 2],
  ['1.x', 1],
  ['01', 1],
  ['1e+', 3],
  ['"a', 2],
  ['"\\', 2],
  ['"\\x"', 2],
  ['"\\u12', 5],
  ['"\\u12g4"', 5],
  ['"a\nb"', 2],
  ['{} x', 3],
  ['{"a":1]', 6],
  ['\u00a01', 0],
])('%j is wrong at %i', (text, position) => {
  expect(findJsonFault(text)).toBe(position);
});

test('what JSON.parse takes is right, and nothing else', () => {
  const tokens = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      ' ',
      '1',
      '-',
      '0',
      '.5',
      'e1',
      'true',
      'nul',
      'l',
      '\\n',
      '\n',
    ],
  );
  const texts = fc.array(tokens, { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(
      fc.oneof(
        texts,
        fc.json(),
        fc.json({ maxDepth: 3 }).map((text) => text.slice(0, -1)),
      ),
      (text) => {
        expect(findJsonFault(text) === undefined).toBe(isJson(text));
      },
    ),
    { numRuns: 2000 },
  );
});

test('depth takes no stack', () => {
  const depth = 200_000;
  expect(findJsonFault('['.repeat(depth) + ']'.repeat(depth))).toBeUndefined();
  expect(findJsonFault('['.repeat(depth))).toBe(depth);
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
