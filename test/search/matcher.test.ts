import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Matcher } from '../../src/search/matching/matcher.js';
import { MAX_MATCH, type TextRun } from '../../src/search/matching/text-run.js';
import { NOTHING_BEFORE } from '../../src/search/matching/forward-matcher.js';
import { KernelMemory } from '../../src/search/matching/memory-layout.js';
import { branchesOf, type PatternOptions } from '../../src/search/matching/pattern-set.js';

const memory = new KernelMemory();
const PLAIN: PatternOptions = { ignoreCase: false, wholeWords: false };

/** Matches of regular expressions in a text that is one run, as `[offset, text]`. */
function found(
  patterns: string | readonly string[],
  text: string | Uint8Array,
  options: Partial<PatternOptions & { kind: 'regexp' | 'literal' | 'hex' }> = {},
): [number, string][] {
  const { kind = 'regexp', ...rest } = options;
  const typed = [patterns].flat().map((each) => ({ kind, text: each }));
  const matcher = new Matcher(memory, branchesOf(typed, { ...PLAIN, ...rest }));
  const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
  memory.bytes.set(bytes, memory.buffer);
  const start = memory.buffer;
  const end = start + bytes.length;
  const run: TextRun = { start, from: start, until: end, end, before: NOTHING_BEFORE };
  const hits: [number, string][] = [];
  matcher.search([run], (_, at, length) => {
    hits.push([at - start, Buffer.from(memory.bytes.subarray(at, at + length)).toString('latin1')]);
    return true;
  });
  return hits;
}

/** What JavaScript finds with the same expression over the same bytes, empty matches left out. */
function expected(pattern: string, text: string, flags = ''): [number, string][] {
  return [...text.matchAll(new RegExp(pattern, `gsm${flags}`))]
    .filter(([match]) => match !== '')
    .map((match) => [match.index, match[0]]);
}

describe('agrees with another engine', () => {
  const atom = fc.oneof(
    fc.constantFrom(
      'a',
      'b',
      'c',
      'ab',
      '.',
      '[ab]',
      '[^a]',
      '\\x00',
      '\\w',
      '\\W',
      '\\b',
      '^',
      '$',
    ),
  );
  const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
    part: fc.oneof(
      { depthSize: 'small' },
      atom,
      fc
        .tuple(atom, fc.constantFrom('*', '+', '?', '*?', '+?', '??', '{2}', '{1,3}', '{2,}?'))
        .map(([node, times]) => (/^(?:\\[bB]|\^|\$)$/.test(node) ? node : `(?:${node})${times}`)),
      tie('pattern').map((inner) => `(${inner})`),
    ),
    pattern: fc.oneof(
      { depthSize: 'small' },
      fc.array(tie('part'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
      fc.tuple(tie('part'), tie('part')).map((parts) => parts.join('|')),
    ),
  }));
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', '\n', '\0', '-'), { maxLength: 40 })
    .map((letters) => letters.join(''));

  test('on any expression and text', () => {
    fc.assert(
      fc.property(pattern, text, (regexp, haystack) => {
        // Engines differ in what an empty match hides; such expressions are left to other tests.
        fc.pre(!new RegExp(`^(?:${regexp})$`, 's').test(''));
        fc.pre(![...haystack.matchAll(new RegExp(regexp, 'gsm'))].some(([match]) => match === ''));
        expect(found(regexp, haystack, { encodings: ['utf-8'] })).toEqual(
          expected(regexp, haystack),
        );
      }),
      { numRuns: 3000 },
    );
  });

  test('on any expression, without regard to case', () => {
    fc.assert(
      fc.property(pattern, text, (regexp, haystack) => {
        fc.pre(![...haystack.matchAll(new RegExp(regexp, 'gsm'))].some(([match]) => match === ''));
        fc.pre(!regexp.includes('\\'));
        const upper = haystack.replace(/a/g, 'A');
        const same = expected(regexp, upper, 'i');
        fc.pre(![...upper.matchAll(new RegExp(regexp, 'gsmi'))].some(([match]) => match === ''));
        const options = { ignoreCase: true, encodings: ['utf-8'] } as const;
        expect(found(regexp, upper, options)).toEqual(same);
      }),
      { numRuns: 500 },
    );
  });

  test('on many literals at once', () => {
    const literals = fc.array(fc.stringMatching(/^[abc]{1,5}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(literals, fc.stringMatching(/^[abcd\0]{0,300}$/), (words, haystack) => {
        expect(found(words, haystack, { kind: 'literal', encodings: ['utf-8'] })).toEqual(
          expected(words.join('|'), haystack),
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('encodings', () => {
  test('plain text is found in UTF-8 and UTF-16LE, an expression in UTF-8', () => {
    const text = Buffer.concat([Buffer.from('Ω1'), Buffer.from('Ω1', 'utf16le')]);
    expect(found('Ω1', text).map(([at]) => at)).toEqual([0, 3]);
    expect(found('Ω\\d', text).map(([at]) => at)).toEqual([0]);
    expect(found('Ω\\d', text, { encodings: ['utf-16le'] }).map(([at]) => at)).toEqual([3]);
  });

  test.each([
    ['utf-16be', Buffer.from('geh\u00e9im🚀', 'utf16le').swap16()],
    ['utf-16le', Buffer.from('geh\u00e9im🚀', 'utf16le')],
    [
      'utf-32le',
      Buffer.from(Uint32Array.from('geh\u00e9im🚀', (c) => c.codePointAt(0) ?? 0).buffer),
    ],
  ] as const)('%s', (encoding, bytes) => {
    expect(found('geh[\u00e9e]i.', bytes, { encodings: [encoding] })).toHaveLength(1);
    expect(found('GEH\u00c9IM🚀', bytes, { encodings: [encoding], ignoreCase: true })).toEqual([
      [0, bytes.toString('latin1')],
    ]);
  });

  test('whole words of wide text', () => {
    const text = Buffer.from('key keys monkey key', 'utf16le');
    const options = { wholeWords: true, kind: 'literal' } as const;
    expect(found('key', text, options).map(([at]) => at / 2)).toEqual([0, 16]);
    expect(found('key', 'key keys monkey key', options).map(([at]) => at)).toEqual([0, 16]);
  });
});

describe('patterns', () => {
  test('hexadecimal bytes with unknown digits', () => {
    const text = Uint8Array.of(0xde, 0xad, 0x00, 0xef, 0xde, 0xad, 0xff, 0xef, 0xde, 0xae);
    expect(found('de ad ?? ef', text, { kind: 'hex' }).map(([at]) => at)).toEqual([0, 4]);
    expect(found('dea?', text, { kind: 'hex' }).map(([at]) => at)).toEqual([0, 4, 8]);
  });

  test('classes, escapes and flags as Perl and POSIX write them', () => {
    expect(found('[[:upper:]]+_[\\d-]+', 'xAB_1-2')).toEqual([[1, 'AB_1-2']]);
    expect(found('(?i)key(?-i)S', 'KEYS keys')).toEqual([[0, 'KEYS']]);
    expect(found('\\Qa.b\\E', 'axb a.b')).toEqual([[4, 'a.b']]);
    expect(found('\\xff\\x{00}\\x41', Uint8Array.of(0xff, 0, 0x41))).toHaveLength(1);
    expect(found('(?<name>a)(?P<other>b)', 'ab')).toHaveLength(1);
    expect(found('[]a]+', ']a')).toEqual([[0, ']a']]);
  });

  test.each([
    ['a(', 'a ( without a )'],
    ['a)', 'a ) without a ('],
    ['[a', 'a [ without a ]'],
    ['*a', 'nothing stands before the repetition'],
    ['(?=a)', 'looking around is not supported'],
    ['(a)\\1', 'references to groups are not supported'],
    ['a{3,2}', 'ends before it begins'],
    ['a{16385}', 'more than 16384'],
    ['((((a{500}){500}){500}){500})', 'too large once they are written out'],
    ['\\y', 'an unknown escape'],
    ['a++', 'possessive'],
    ['('.repeat(300), 'groups in one another'],
  ])('%s is told to be wrong', (pattern, why) => {
    expect(() => found(pattern, 'a')).toThrow(why);
  });
});

describe('no pattern takes for ever', () => {
  const long = 'a'.repeat(2_000_000);
  test.each(['(a*)*b', '(a|aa)+c', '(?:a?){30}a{30}b', 'x.{200}y', '[ab].{60}c', '(.*)(.*)(.*)d'])(
    '%s',
    (pattern) => {
      const start = performance.now();
      try {
        found(pattern, long);
      } catch (error) {
        expect(String(error)).toContain('takes too long');
      }
      expect(performance.now() - start).toBeLessThan(20_000);
    },
  );

  test('any byte between two others, which lie far apart', () => {
    const text = `${'.'.repeat(400_000)}=${'.'.repeat(300_000)}=xy`;
    const start = performance.now();
    const hits = found('.*=.*x', text);
    expect(hits.map(([at, { length }]) => [at, length])).toEqual([
      [700_002 + 1 - MAX_MATCH, MAX_MATCH],
    ]);
    expect(found('.*=', text).map(([at, { length }]) => at + length)).toEqual([400_001, 700_002]);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test('a match is no longer than it may be', () => {
    const [first] = found('a+', long);
    expect(first?.[1]).toHaveLength(MAX_MATCH);
  });
});
