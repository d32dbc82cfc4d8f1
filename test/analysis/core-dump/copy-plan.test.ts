import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copySteps, type PagesPlan } from '../../../src/analysis/core-dump/copy-plan.js';
import type { Piece } from '../../../src/analysis/core-dump/load-segments.js';
import { memorySource } from '../../../src/bytes/byte-source.js';

const PAGE = 4096;

/** A run of pages in memory, and where they lie in the image. Pages are counted. */
interface Run {
  readonly at: number;
  readonly count: number;
  readonly from: number;
}

const image = memorySource(new Uint8Array(0), { file: 'image' });

/** One segment from address 0 on, which stands in the core file from page `first` on. */
function planOf(runs: readonly Run[], first: number): PagesPlan {
  const pieces = runs.map(({ at, count, from }): Piece => ({
    start: BigInt(at * PAGE),
    length: count * PAGE,
    backing: {
      ...({ kind: 'stored', origin: 'pages', member: 'pages-1.img' } as const),
      ...{ source: image, offset: from * PAGE },
    },
  }));
  const last = runs.at(-1);
  const end = BigInt(((last?.at ?? 0) + (last?.count ?? 0)) * PAGE);
  const segment = { start: 0n, end, bytesEnd: end, region: undefined };
  return { memory: { segments: [segment], pieces }, layout: { offsets: [first * PAGE] } };
}

/** The steps of `size` pages, in pages: what is read, and where each part goes. */
function stepsOf(runs: readonly Run[], first: number, size: number) {
  return [...copySteps(planOf(runs, first), size * PAGE)].map(({ offset, length, parts }) => ({
    ...{ from: offset / PAGE, count: length / PAGE },
    parts: parts.map((part) => [part.to / PAGE, part.length / PAGE]),
  }));
}

test('what does not fit in a step goes on in the next', () => {
  expect(stepsOf([{ at: 0, count: 12, from: 5 }], 1, 4)).toEqual([
    { from: 5, count: 4, parts: [[1, 4]] },
    { from: 9, count: 4, parts: [[5, 4]] },
    { from: 13, count: 4, parts: [[9, 4]] },
  ]);
});

test('pages that lie together in the image are read at once, whatever lies between them in memory', () => {
  const runs = [
    { at: 0, count: 1, from: 0 },
    { at: 5, count: 2, from: 1 },
    { at: 9, count: 1, from: 9 },
  ];
  expect(stepsOf(runs, 1, 4)).toEqual([
    {
      ...{ from: 0, count: 3 },
      parts: [
        [1, 1],
        [6, 2],
      ],
    },
    { from: 9, count: 1, parts: [[10, 1]] },
  ]);
});

test('a step is filled up by what follows in the image', () => {
  const runs = [
    { at: 0, count: 3, from: 0 },
    { at: 5, count: 4, from: 3 },
  ];
  expect(stepsOf(runs, 0, 4).map(({ count }) => count)).toEqual([4, 3]);
});

test('every page is copied once, to its place', () => {
  const run = fc.record({
    gap: fc.integer({ min: 0, max: 3 }),
    count: fc.integer({ min: 1, max: 20 }),
    isNext: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(run, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 8 }),
      (made, first, size) => {
        const runs: Run[] = [];
        let [at, from] = [0, 0];
        for (const { gap, count, isNext } of made) {
          at += gap;
          from += isNext ? 0 : 7;
          runs.push({ at, count, from });
          at += count;
          from += count;
        }
        const wanted = runs.flatMap((each) =>
          Array.from({ length: each.count }, (_, page) => [
            each.from + page,
            first + each.at + page,
          ]),
        );
        const steps = stepsOf(runs, first, size);
        const copied = steps.flatMap((step) => {
          let page = step.from;
          return step.parts.flatMap(([to = 0, count = 0]) =>
            Array.from({ length: count }, (_, index) => [page++, to + index]),
          );
        });
        expect(copied).toEqual(wanted);
        expect(steps.every(({ count }) => count > 0 && count <= size)).toBe(true);
      },
    ),
  );
});
