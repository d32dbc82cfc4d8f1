import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/render/display-width.js';
import { fitLine, hasLineEnd, lineBytes } from '../../src/render/found-line.js';

function fitted(left: string, match: string, right: string, width: number): string {
  const line = fitLine({ left, match, right }, width);
  return `${line.left}[${line.match}]${line.right}`;
}

describe('a match with the rest of its line', () => {
  test('is as long as the line, which ends at control characters and bytes that are no text', () => {
    expect(fitted('before\nabc', 'KEY', 'def\nbehind', 160)).toBe('abc[KEY]def');
    expect(fitted('\0a', 'K', 'b\udcff', Infinity)).toBe('a[K]b');
    expect(fitted('', 'a\nb', '', 160)).toBe('[a\\nb]');
  });

  test('has an ellipsis where it is cut', () => {
    expect(fitted('0123456789', 'KEY', '0123456789', 13)).toBe('…6789[KEY]0123…');
    // A side that is short leaves its room to the other.
    expect(fitted('ab', 'KEY', '0123456789', 13)).toBe('ab[KEY]0123456…');
    expect(fitted('0123456789', 'KEY', '', 13)).toBe('0123456789[KEY]');
    expect(fitted('0123456789', 'KEY', 'x', 13)).toBe('…23456789[KEY]x');
    expect(fitted('ab', 'a long match', 'c', 8)).toBe('…[a long…]');
    expect(fitted('', 'match', 'c', 5)).toBe('[matc…]');
    expect(fitted('', 'a long match', '', 8)).toBe('[a long …]');
  });

  test('no escape and no wide character is cut in two', () => {
    expect(fitted('', 'ab\x01cd', '', 6)).toBe('[ab…]');
    expect(fitted('', 'ab\x01cd', '', 8)).toBe('[ab\\x01cd]');
    expect(fitted('', '鍵鍵鍵', '', 4)).toBe('[鍵…]');
  });

  test('is never wider than it may be', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '鍵', 'é', '\u200b', '\x01', '\\') });
    fc.assert(
      fc.property(
        text,
        text,
        text,
        fc.integer({ min: 2, max: 30 }),
        (left, match, right, width) => {
          const parts = fitLine({ left, match, right }, width);
          const line = parts.left + parts.match + parts.right;
          expect(displayWidth(line)).toBeLessThanOrEqual(width);
          const whole = fitLine({ left, match, right }, Infinity);
          const isWhole = line === whole.left + whole.match + whole.right;
          expect(line.includes('…')).toBe(!isWhole);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

test('as many bytes are read as tell whether a line is cut', () => {
  for (const character of ['a', '鍵', '🔑']) {
    const side = Buffer.from(character.repeat(200)).subarray(0, lineBytes(50));
    expect(Array.from(side.toString()).length).toBeGreaterThan(50);
  }
  expect(hasLineEnd(Buffer.from('abc'), 'utf-8')).toBe(false);
  expect(hasLineEnd(Buffer.from('a\0c'), 'utf-8')).toBe(true);
  expect(hasLineEnd(Buffer.from('abc', 'utf16le'), 'utf-16le')).toBe(false);
});
