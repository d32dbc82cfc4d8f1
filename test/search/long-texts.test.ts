import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memorySource } from '../../src/bytes/byte-source.js';
import { branchesOf, type PatternOptions } from '../../src/search/matching/pattern-set.js';
import { MAX_MATCH } from '../../src/search/matching/text-run.js';
import { Searcher } from '../../src/search/scan/searcher.js';
import { findMatches, found, matcherOf } from '../support/find-matches.js';

/** Of printable characters, always the same, and without a period. */
function noise(length: number, seed = 1): string {
  let state = seed;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return String.fromCharCode(0x21 + ((state >>> 16) % 94));
  }).join('');
}

const places = (...args: Parameters<typeof found>) => found(...args).map(([at]) => at);
const LITERAL = { kind: 'literal' } as const;

describe('a text of any length is found', () => {
  test.each([256, 257, 5000, MAX_MATCH, MAX_MATCH + 1, 40_000])('of %i bytes', (length) => {
    const text = noise(length);
    const almost = `${text.slice(0, -1)}~~`;
    expect(places(text, `..${almost}${text}${text}.`, LITERAL)).toEqual([
      3 + length,
      3 + 2 * length,
    ]);
    expect(places(text, Buffer.from(`.${text}`, 'utf16le'), LITERAL)).toEqual([2]);
    const hex = Buffer.from(text).toString('hex');
    expect(places(hex, `.${text}`, { kind: 'hex' })).toEqual([1]);
    const upper = text.toUpperCase();
    expect(places(text, `.${upper}`, { ...LITERAL, ignoreCase: true })).toEqual([1]);
    expect(places(text, `.${upper}`, LITERAL)).toEqual([]);
  });

  test('as a regular expression', () => {
    const word = noise(200).replace(/\W/g, 'x');
    expect(places(`(?:${word}){100}`, `.${word.repeat(150)}`)).toEqual([1]);
    expect(places(`${word.repeat(100)}\\xff`, `.${word.repeat(150)}\xff`)).toEqual([1 + 50 * 200]);
    expect(places(`(?i)${word.repeat(2)}`, word.repeat(2).toUpperCase())).toEqual([0]);
  });

  test('letters of several bytes in either case, some of which have another length then', () => {
    // ⱥ has three bytes, Ⱥ two; é and É differ in the second byte.
    const [lower, upper] = ['strⱥsse écrit '.repeat(2000), 'STRȺSSE ÉCRIT '.repeat(2000)];
    const options = { ...LITERAL, ignoreCase: true };
    const text = Buffer.from(`${lower}${upper}`);
    expect(places(lower, text, options)).toEqual([0, Buffer.byteLength(lower)]);
    expect(places(upper, text, options)).toEqual([0, Buffer.byteLength(lower)]);
    expect(places(lower, text, LITERAL)).toEqual([0]);
  });

  test('only as a whole word', () => {
    const word = 'key_'.repeat(5000);
    const text = `${word} x${word} ${word}s ${word}`;
    const options = { ...LITERAL, wholeWords: true };
    const { length } = word;
    const expected = [0, 3 * length + 5];
    expect(places(word, text, options)).toEqual(expected);
    const wide = places(word, Buffer.from(text, 'utf16le'), options);
    expect(wide).toEqual(expected.map((at) => 2 * at));
  });

  test('beside others: the first that was given counts, and one that does not match hides none', () => {
    const [long, other] = [noise(20_000), noise(20_000).slice(0, 9000) + noise(600, 7)];
    const start = long.slice(0, 8);
    expect(found([long, start], `${long} ${other}`, LITERAL).map(([, hit]) => hit.length)).toEqual([
      20_000, 8,
    ]);
    expect(found([start, long], long, LITERAL).map(([, hit]) => hit)).toEqual([start]);
    expect(found([long, other], `${other}${long}`, LITERAL).map(([, hit]) => hit)).toEqual([
      other,
      long,
    ]);
  });
});

describe('a text that repeats itself', () => {
  test('is found as another engine finds it', () => {
    const parts = fc.array(fc.constantFrom('a', 'b', 'ab', 'aab'), { minLength: 1, maxLength: 4 });
    const property = fc.property(parts, fc.array(fc.nat(900), { maxLength: 6 }), (unit, cuts) => {
      const text = unit.join('').repeat(300).slice(0, 300);
      const haystack = cuts.map((length) => unit.join('').repeat(900).slice(0, length)).join('b');
      const expected: number[] = [];
      for (let at = haystack.indexOf(text); at >= 0; at = haystack.indexOf(text, at + 300)) {
        expected.push(at);
      }
      expect(places(text, haystack, { ...LITERAL, encodings: ['utf-8'] })).toEqual(expected);
    });
    fc.assert(property, { numRuns: 200 });
  });

  test.each([
    ['one byte', '\x90'.repeat(20_000), `${'\x90'.repeat(19_999)}.`.repeat(50)],
    ['one other in the middle', `${'a'.repeat(9000)}b${'a'.repeat(9000)}`, 'a'.repeat(1_000_000)],
    ['its end again and again', `${'a'.repeat(9000)}b`, `${'a'.repeat(8999)}b`.repeat(100)],
  ])('takes time in proportion to what is searched: %s', (_, text, haystack) => {
    const pattern = Buffer.from(text, 'latin1').toString('hex');
    const matcher = matcherOf(pattern, { kind: 'hex' });
    expect(findMatches(matcher, haystack)).toEqual([]);
    expect(matcher.steps / haystack.length).toBeLessThan(10);
  });
});

test('it is found wherever what is searched is cut', async () => {
  const text = noise(300_000);
  const options: PatternOptions = { ignoreCase: false, wholeWords: false };
  const searcher = new Searcher(branchesOf([{ kind: 'literal', text }], options), 0);
  const bytes = Buffer.alloc(3_000_000, '.');
  const at = [0, 700_000, 1_040_000, 2_000_001, 2_700_000];
  for (const each of at) bytes.write(text, each);
  const source = memorySource(bytes, {});
  const extents = [
    { source, offset: 0, length: 1_100_000 },
    { source, offset: 1_100_000, length: 1_900_000 },
  ];
  for (const sizes of [undefined, { job: 333_333 }]) {
    const found: number[] = [];
    const pieces = [{ size: bytes.length, extents }];
    for await (const hits of searcher.search(pieces, { ...(sizes && { sizes }) })) {
      found.push(...hits.map((hit) => hit.at));
    }
    expect(found).toEqual(at);
  }
  searcher.close();
});
