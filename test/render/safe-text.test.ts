import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSafeText, safeLines, safeText } from '../../src/render/safe-text.js';
import { anyText } from '../support/arbitrary.js';

describe('safeText', () => {
  test.each([
    ['\u001b[31mred', '\\x1b[31mred'],
    ['a\nb\tc\rd', 'a\\nb\\tc\\rd'],
    ['\u0000\u007f\u009b', '\\x00\\x7f\\u009b'],
    ['file-\udcff\udcfe', 'file-\\xff\\xfe'],
    ['\u202eexe.txt', '\\u202eexe.txt'],
    ['Grüße, 世界 🚀', 'Grüße, 世界 🚀'],
  ])('%j', (text, safe) => {
    expect(safeText(text)).toBe(safe);
  });

  test('lets no control character through, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(safeText(text)).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  test('leaves text without such characters as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(safeText(text)).toBe(text);
      }),
    );
  });
});

test('safeLines keeps line breaks and tabs, and nothing else', () => {
  expect(safeLines('a\n\tb\r\u001bc')).toBe('a\n\tb\\r\\x1bc');
});

test('a name can be typed as it was printed', () => {
  const names = ['a\n\u001b\u009b\udcff\u202eb', 'plain name', '世界'];
  for (const name of names) expect(parseSafeText(safeText(name))).toBe(name);
});
