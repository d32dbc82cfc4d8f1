import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { found, type FindOptions } from '../support/find-matches.js';

/** What JavaScript finds with the same expression over the same bytes, place by place. */
function expected(pattern: string, text: string, flags = ''): [number, string][] {
  const hits: [number, string][] = [];
  for (let at = 0; at < text.length;) {
    const match =
      matchAt(pattern, text, at, flags) ??
      // Where an empty match counts most, another may be found that is not empty: that ends behind `at`.
      matchAt(`(?:${pattern})(?<=(?<![^])[^]{${at + 1},})`, text, at, flags);
    if (match !== undefined) hits.push([at, match]);
    at += match?.length ?? 1;
  }
  return hits;
}

function matchAt(pattern: string, text: string, at: number, flags: string): string | undefined {
  const regexp = new RegExp(pattern, `ym${flags}`);
  regexp.lastIndex = at;
  const match = regexp.exec(text)?.[0];
  return match === '' ? undefined : match;
}

/** Nothing for what is refused because it cannot match anything but the empty string. */
function foundOrNone(pattern: string, text: string, options: FindOptions = {}) {
  try {
    return found(pattern, text, { encodings: ['utf-8'], ...options });
  } catch (error) {
    expect(String(error)).toContain('it matches only the empty string');
    return [];
  }
}

describe('agrees with another engine', () => {
  const atom = fc.oneof(
    fc.constantFrom(
      'a',
      'b',
      'c',
      'ab',
      '.',
      '(?:)',
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
        expect(foundOrNone(regexp, haystack)).toEqual(expected(regexp, haystack));
      }),
      { numRuns: 1000 },
    );
  });

  test('on any expression, without regard to case', () => {
    fc.assert(
      fc.property(pattern, text, (regexp, haystack) => {
        fc.pre(!regexp.includes('\\'));
        const upper = haystack.replace(/a/g, 'A');
        const same = expected(regexp, upper, 'i');
        expect(foundOrNone(regexp, upper, { ignoreCase: true })).toEqual(same);
      }),
      { numRuns: 300 },
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
      { numRuns: 500 },
    );
  });

  test.each(['utf-16le', 'utf-16be'] as const)('on many literals in %s', (encoding) => {
    const literals = fc.array(fc.stringMatching(/^[abc]{2,5}$/), { minLength: 3, maxLength: 30 });
    const bytes = fc.array(
      fc.constantFrom('a', 'b', 'c', '\0', '\0', 'abc'.repeat(9), '\0'.repeat(70)),
    );
    const wide = fc.array(fc.constantFrom('a\0b\0', '\0a\0b', 'c\0', '\0c', '\0'.repeat(61)));
    fc.assert(
      fc.property(literals, fc.oneof(bytes, wide), (words, parts) => {
        const haystack = parts.join('');
        const zero = String.raw`\0`;
        const encoded = words.map((word) =>
          Array.from(word, (each) => (encoding === 'utf-16le' ? each + zero : zero + each)).join(
            '',
          ),
        );
        expect(found(words, haystack, { kind: 'literal', encodings: [encoding] })).toEqual(
          expected(encoded.join('|'), haystack),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('on more literals than the kernel tells apart, short and long, all alike', () => {
    const literals = fc.array(fc.stringMatching(/^key-[ab]{0,12}$/), {
      minLength: 65,
      maxLength: 150,
    });
    const text = fc.array(fc.constantFrom('key-', 'ke', 'a', 'ab', 'abba', '\0'), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(literals, text, (words, parts) => {
        const haystack = parts.join('');
        expect(found(words, haystack, { kind: 'literal', encodings: ['utf-8'] })).toEqual(
          expected(words.join('|'), haystack),
        );
      }),
      { numRuns: 50 },
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

  test.each([
    ['foo|foobar|bar', 'foobar foo xfoo barfoobar'],
    ['fo+?|b.*?r', 'foobar foo b ar barr r'],
    ['(?:a|ab|abc|b)+?', 'abcab abc ab xa'],
    ['[a-c]{1,3}|x', 'abcd x xab abc'],
  ])('%s: of a place the first that is a whole word, whatever the encoding', (pattern, text) => {
    const options = { wholeWords: true } as const;
    const expected = found(pattern, text, options);
    expect(expected.length).toBeGreaterThan(1);
    for (const encoding of ['utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'] as const) {
      const wide = found(pattern, encoded(text, encoding), { ...options, encodings: [encoding] });
      const size = encoding.startsWith('utf-16') ? 2 : 4;
      const plain = wide.map(([at, bytes]) => [at / size, bytes.replaceAll('\0', '')]);
      expect(plain, encoding).toEqual(expected);
    }
  });
});

/** ASCII, each character in a unit of its own. */
function encoded(
  text: string,
  encoding: 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be',
): Buffer {
  const size = encoding.startsWith('utf-16') ? 2 : 4;
  const bytes = Buffer.alloc(text.length * size);
  const low = encoding.endsWith('le') ? 0 : size - 1;
  Array.from(text).forEach((each, index) => bytes.write(each, index * size + low));
  return bytes;
}

describe('patterns', () => {
  test('a dot is no line feed, unless (?s) says so', () => {
    expect(found('s.*', 'stderr one\nstderr two')).toEqual([
      [0, 'stderr one'],
      [11, 'stderr two'],
    ]);
    expect(found('a.b', 'a\nb a\rb a\0b').map(([at]) => at)).toEqual([4, 8]);
    expect(found('(?s)a.b', 'a\nb')).toHaveLength(1);
    expect(found('a(?s:.)b.c', 'a\nbxc a\nb\nc')).toEqual([[0, 'a\nbxc']]);
    expect(found('(?s)a(?-s).b', 'a\nb')).toEqual([]);
    expect(found('(?si)A.B', 'a\nb')).toHaveLength(1);
    const feeds = Buffer.from('a\nb a\u0a00b a\u0a0ab a\u010ab', 'utf16le');
    const at = (encoding: 'utf-16le' | 'utf-16be' | 'utf-32le', bytes: Uint8Array) =>
      found('a.b', bytes, { encodings: [encoding] }).map(([each]) => each);
    expect(at('utf-16le', feeds)).toEqual([8, 16, 24]);
    expect(at('utf-16be', Buffer.from(feeds).swap16())).toEqual([8, 16, 24]);
    const wide = Uint32Array.from('a\nb a\u0a00b', (each) => each.charCodeAt(0));
    expect(at('utf-32le', new Uint8Array(wide.buffer))).toEqual([16]);
  });

  test('what may be empty is found where it is not, and hides nothing', () => {
    expect(found(['q*', 'SECRET'], 'a SECRET qq')).toEqual([
      [2, 'SECRET'],
      [9, 'qq'],
    ]);
    expect(found('(?:ab)?', 'xabx')).toEqual([[1, 'ab']]);
    expect(found('a*?', 'aa')).toHaveLength(2);
    expect(found('|x', 'x')).toEqual([[0, 'x']]);
  });

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
    ['\\b', 'only the empty string'],
    ['(?:x{0}|^)*', 'only the empty string'],
    ['(?-m)^a', 'always stand at the ends of lines'],
    ['(?x)a', 'the flag x is not supported'],
    ['(?:[ab]{200}c?){100}', '20000 bytes or more'],
    ['(?=a)', 'looking around is not supported'],
    ['(a)\\1', 'references to groups are not supported'],
    ['a{3,2}', 'ends before it begins'],
    ['a{16385}', 'more than 16384'],
    ['((((a{500}){500}){500}){500})', 'too large once it is written out'],
    ['(.{0,700}){700}x', 'too large once it is written out'],
    ['((((){9999}){9999}){9999}){9999}', 'only the empty string'],
    ['\\y', 'an unknown escape'],
    ['a++', 'possessive'],
    ['('.repeat(300), 'groups in one another'],
  ])('%s is told to be wrong', (pattern, why) => {
    expect(() => found(pattern, 'a')).toThrow(why);
  });
});
