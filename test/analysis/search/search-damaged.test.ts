import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { viewMemory } from '../../../src/model/memory/memory-view.js';
import {
  countFound,
  searchCheckpoint,
  SEARCH_KINDS,
} from '../../../src/analysis/search/search-checkpoint.js';
import { CheckpointError } from '../../../src/bytes/checkpoint-error.js';
import type { Checkpoint } from '../../../src/model/checkpoint.js';
import { branchesOf } from '../../../src/search/matching/pattern-set.js';
import { Searcher } from '../../../src/search/scan/searcher.js';
import { readCheckpoint } from '../../support/corpus.js';
import { madeCheckpoint } from '../../support/made-checkpoint.js';

const images = new Map(
  [...(await readCheckpoint('rich-plain'))].map(([path, bytes]) => [
    path.replace('rich-plain/', ''),
    bytes,
  ]),
);

const withImage = (name: string, content: Uint8Array) =>
  madeCheckpoint(Object.fromEntries(new Map(images).set(name, Buffer.from(content))));

const searcher = new Searcher(
  branchesOf([{ kind: 'literal', text: '_SECRET_' }], { ignoreCase: false, wholeWords: false }),
  0,
);
const question = {
  ...{ searcher, kinds: new Set(SEARCH_KINDS), filter: {}, unique: false, before: 20, after: 20 },
};

interface Told {
  readonly pids: readonly number[];
  readonly count: number;
  readonly warnings: readonly CheckpointError[];
}

async function search(checkpoint: Checkpoint): Promise<Told> {
  const view = viewMemory(checkpoint);
  const pids: number[] = [];
  let count = 0;
  for await (const { where } of searchCheckpoint(view, question)) {
    count += 1;
    if (where.kind === 'memory') pids.push(...where.owners.map(({ pid }) => pid));
  }
  expect(await countFound(view, question, Infinity)).toBe(count);
  return { pids, count, warnings: view.warnings.list };
}

const whole = await search(madeCheckpoint(Object.fromEntries(images)));

describe('a damaged image loses its own finds', () => {
  test('without its regions a process is searched all the same', async () => {
    const bytes = images.get('mm-7690.img') ?? Buffer.alloc(0);
    const told = await search(withImage('mm-7690.img', bytes.subarray(0, 200)));
    expect(told.warnings.map(({ place }) => place.member)).toEqual(['mm-7690.img']);
    // What it shares with others is not known without its regions.
    const own = (pids: readonly number[]) => pids.filter((pid) => pid === 7690).length;
    expect(own(told.pids)).toBe(own(whole.pids));
  });

  test('without its pagemap it has no pages, and the others have theirs', async () => {
    const bytes = images.get('pagemap-7690.img') ?? Buffer.alloc(0);
    const told = await search(withImage('pagemap-7690.img', bytes.subarray(0, 30)));
    expect(told.warnings.map(({ place }) => place.member)).toEqual(['pagemap-7690.img']);
    const others = (pids: readonly number[]) => pids.filter((pid) => pid !== 7690);
    expect(others(told.pids)).toEqual(others(whole.pids));
  });

  test('pages images that are cut off lose what lay behind the cut, and no more', async () => {
    const cut = [...images].map(
      ([name, bytes]) =>
        [name, name.startsWith('pages-') ? bytes.subarray(0, 5000) : bytes] as const,
    );
    const told = await search(madeCheckpoint(Object.fromEntries(cut)));
    expect(told.warnings).toEqual([]);
    expect(told.count).toBeGreaterThan(0);
    expect(told.count).toBeLessThan(whole.count);
  });

  test('any byte of any image may be another', async () => {
    const names = [...images.keys()].filter((name) =>
      /^(?:pstree|files|memfd|inventory|(?:mm|pagemap|core)-76(?:87|90)|pagemap-shmem-.*|ipcns-.*|.*-queues|.*-data|tcp-.*|ghost-.*)\.img$/.test(
        name,
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.integer({ min: 0, max: 255 }),
        async (name, at, value) => {
          const bytes = Buffer.from(images.get(name) ?? []);
          bytes[Math.floor(bytes.length * at)] = value;
          try {
            await search(withImage(name, bytes));
          } catch (error) {
            if (!(error instanceof CheckpointError)) throw error;
          }
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);
});
