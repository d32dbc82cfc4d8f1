import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IntervalList, joinIntervals } from '../../../src/model/memory/interval-list.js';
import { PageRuns } from '../../../src/model/memory/page-runs.js';

const LAST = 24;
const addresses = Array.from({ length: LAST + 2 }, (_, address) => BigInt(address));

const intervals = fc.array(
  fc
    .tuple(fc.nat(LAST), fc.nat(8))
    .map(([start, length]) => ({ start: BigInt(start), end: BigInt(start + length) })),
  { maxLength: 8 },
);

/** What covers an address: of several the one that begins last, of those the one that is last told. */
function covering<T extends { start: bigint; end: bigint }>(items: readonly T[], address: bigint) {
  return items
    .filter(({ start, end }) => start <= address && address < end)
    .reduce<T | undefined>(
      (found, item) => (found !== undefined && found.start > item.start ? found : item),
      undefined,
    );
}

test('of intervals that overlap the inner one answers, and then the outer one again', () => {
  fc.assert(
    fc.property(intervals, (items) => {
      const list = new IntervalList(items);
      for (const address of addresses) {
        const { item, until } = list.at(address);
        expect(item).toBe(covering(items, address));
        const same = addresses.filter((each) => each >= address && each < (until ?? 1n << 64n));
        expect(same.map((each) => covering(items, each))).toEqual(same.map(() => item));
      }
    }),
  );
});

test('joined, they have the same addresses', () => {
  fc.assert(
    fc.property(intervals, (items) => {
      const joined = joinIntervals(items);
      const covered = (list: typeof items) =>
        addresses.filter((each) => covering(list, each) !== undefined);
      expect(covered(joined)).toEqual(covered(items));
      for (const [index, { start }] of joined.entries()) {
        if (index > 0) expect(start > (joined[index - 1]?.end ?? 0n)).toBe(true);
      }
    }),
  );
});

test('runs of pages answer alike, whatever was asked before, with their places in the image', () => {
  const questions = fc.array(fc.nat(LAST + 1).map(BigInt), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(intervals, questions, (items, asked) => {
      const runs = new PageRuns();
      const entries = items.map((item, index) => ({
        ...{ ...item, offset: BigInt(index * 100), state: 'present' as const },
      }));
      for (const entry of entries) runs.add(entry);
      for (const address of asked) {
        const { item, until } = runs.at(address);
        const expected = covering(entries, address);
        const place = expected && expected.offset + address - expected.start;
        expect(item && item.offset + address - item.start).toBe(place);
        expect(until === undefined || until > address).toBe(true);
      }
      const [from = 0n, to = 0n] = [...asked].sort((a, b) => (a < b ? -1 : 1));
      const told = [...runs.within(from, to)];
      const inRange = addresses.filter((each) => from <= each && each < to);
      expect(inRange.filter((each) => covering(told, each) !== undefined)).toEqual(
        inRange.filter((each) => covering(entries, each) !== undefined),
      );
    }),
  );
});
