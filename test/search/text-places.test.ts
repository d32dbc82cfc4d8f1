import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longestText } from '../../src/search/matching/exact-text.js';
import { TextPlaces } from '../../src/search/matching/text-places.js';
import { NOTHING_BEFORE } from '../../src/search/matching/text-run.js';

const set = (...bytes: string[]) =>
  Uint8Array.from({ length: 256 }, (_, byte) =>
    bytes.includes(String.fromCharCode(byte)) ? 1 : 0,
  );

test('the text of a beginning is the longest row of bytes that have to stand there', () => {
  const sets = ['a', 'b'].map((byte) => set(byte));
  sets.push(
    set('x', 'y'),
    ...['c', 'd', 'e', 'f'].map((byte) => set(byte)),
    set(),
    ...['g', 'h', 'i'].map((byte) => set(byte)),
  );
  const { bytes, offset } = longestText(sets);
  expect([Buffer.from(bytes).toString(), offset]).toEqual(['cdef', 3]);
  expect(longestText([set('x', 'y')]).bytes).toHaveLength(0);
  expect(longestText(Array.from({ length: 1000 }, () => set('a'))).bytes).toHaveLength(32);
});

test('texts are found wherever they stand between the first run and the end of the last', () => {
  const short = (least: number) =>
    fc
      .array(fc.constantFrom('a', 'a', 'b'), { minLength: least, maxLength: 4 })
      .map((all) => all.join(''));
  const texts = fc.array(fc.tuple(short(1), fc.nat(2)), { minLength: 1, maxLength: 4 });
  const haystack = fc.string({ unit: fc.constantFrom('a', 'a', 'b', 'c'), maxLength: 60 });
  fc.assert(
    fc.property(texts, haystack, fc.nat(5), (sought, text, start) => {
      const memory = { bytes: new Uint8Array(Buffer.from(`${'a'.repeat(start)}${text}aaaa`)) };
      const end = start + text.length;
      const all = sought.map(([each, offset]) => ({ bytes: Buffer.from(each), offset }));
      const places = new TextPlaces(memory, all);
      places.begin([{ start, from: start, until: end, end, before: NOTHING_BEFORE }]);
      const found: number[] = [];
      for (let at = places.next(0); at !== undefined; at = places.next(at + 1)) {
        expect(places.next(at)).toBe(at);
        found.push(at);
      }
      const expected = Array.from({ length: text.length }, (_, index) => start + index).filter(
        (at) => sought.some(([each, offset]) => text.startsWith(each, at - start + offset)),
      );
      expect(found).toEqual(expected);
    }),
  );
});
