import { expect, test } from 'vitest';
import { searchCheckpoint, SEARCH_KINDS } from '../../../src/analysis/search/search-checkpoint.js';
import { openArchive } from '../../../src/archive/open.js';
import type { Checkpoint } from '../../../src/model/checkpoint.js';
import { viewMemory } from '../../../src/model/memory/memory-view.js';
import { branchesOf } from '../../../src/search/matching/pattern-set.js';
import { Searcher } from '../../../src/search/scan/searcher.js';
import { compressedCheckpoint } from '../../support/compressed-checkpoint.js';
import { compressedImages } from '../../support/compressed-pages.js';
import { madeCheckpoint } from '../../support/made-checkpoint.js';
import { mm, ONE_PROCESS, PAGE, run, vma } from '../../support/memory-images.js';
import { onlyCheckpoint, openCheckpoint } from '../../support/open-checkpoint.js';
import { Scratch } from '../../support/scratch.js';

const scratch = new Scratch();

interface Told {
  readonly at: string;
  readonly around: string;
  readonly sources: readonly string[];
}

async function find(checkpoint: Checkpoint, pattern: string, context = 0): Promise<Told[]> {
  const typed = [{ kind: 'regexp', text: pattern }] as const;
  const searcher = new Searcher(branchesOf(typed, { ignoreCase: false, wholeWords: false }), 0);
  const around = { before: context, after: context };
  const question = {
    ...{ searcher, kinds: new Set(SEARCH_KINDS), filter: {}, unique: false },
    ...around,
  };
  const told: Told[] = [];
  for await (const found of searchCheckpoint(viewMemory(checkpoint), question)) {
    const { where, bytes, before, after, sources } = found;
    if (where.kind !== 'memory') continue;
    const [owner] = where.owners;
    told.push({
      at: `${owner?.pid} ${owner?.address.toString(16)} ${bytes.length}`,
      around: Buffer.concat([before, bytes, after]).toString('latin1'),
      sources: sources.map(({ offset, inBlock, length }) => `${offset} ${inBlock} ${length}`),
    });
  }
  searcher.close();
  return told;
}

test.each(['\\x00{600,}S?', '[A-Z]{4,}', '/lib', 'sh.?'])(
  '%s is found in compressed pages where it is in the plain ones',
  async (pattern) => {
    const strip = (told: Told[]) => told.map(({ at, around }) => [at, around]);
    const plain = strip(await find(await openCheckpoint('shell-job'), pattern, 8));
    const packed = strip(await find(await compressedCheckpoint('shell-job'), pattern, 8));
    expect(plain.length).toBeGreaterThan(2);
    const different = plain.findIndex(([at, text], index) => {
      const [otherAt, otherText] = packed[index] ?? [];
      return at !== otherAt || text !== otherText;
    });
    expect([packed[different], packed.length]).toEqual([plain[different], plain.length]);
  },
);

/** Pages of dots, with a text that goes over each edge, and one in the middle of the second. */
function images() {
  const bytes = Buffer.alloc(6 * PAGE, '.');
  for (let page = 1; page < 6; page++) bytes.write('key=secret', page * PAGE - 4);
  bytes.write('lonely', PAGE + 100);
  const { pagemap, pages, blocks } = compressedImages('sizes', [
    { entry: run(16, 4), pages: bytes.subarray(0, 4 * PAGE), pagesPerBlock: 1 },
    { entry: run(20, 2), pages: bytes.subarray(4 * PAGE), pagesPerBlock: 2 },
  ]);
  const members = { ...ONE_PROCESS, 'mm-1.img': mm([vma(16, 6)]), 'pagemap-1.img': pagemap };
  return { members, pages, blocks };
}

test('a match is where its blocks are, one after the other', async () => {
  const { members, pages, blocks } = images();
  const told = await find(
    madeCheckpoint({ ...members, 'pages-1.img': pages }),
    'key=secret|lonely',
    2,
  );
  const [first, second, third, fourth] = blocks;
  expect(told.map(({ at, sources }) => [at, ...sources])).toEqual([
    ['1 10ffc 10', `${first} 4092 4`, `${second} 0 6`],
    ['1 11064 6', `${second} 100 6`],
    ['1 11ffc 10', `${second} 4092 4`, `${third} 0 6`],
    ['1 12ffc 10', `${third} 4092 4`, `${fourth} 0 6`],
    ['1 13ffc 10', `${fourth} 4092 4`, `${blocks[4]} 0 6`],
    ['1 14ffc 10', `${blocks[4]} 4092 10`],
  ]);
});

test('what touches a damaged block is no match, and the damage is told; memory ends there', async () => {
  const { members, pages, blocks } = images();
  const damaged = Buffer.from(pages);
  damaged.fill(0xff, blocks[1], (blocks[1] ?? 0) + 4);
  const directory = scratch.directory('damaged', { ...members, 'pages-1.img': damaged });
  const archive = await openArchive(directory, { keep: () => true });
  const made = madeCheckpoint({ ...members, 'pages-1.img': damaged });
  for (const checkpoint of [onlyCheckpoint(archive), made]) {
    const told = await find(checkpoint, 'key=secret|lonely', 2);
    expect(told.map(({ at }) => at)).toEqual(['1 12ffc 10', '1 13ffc 10', '1 14ffc 10']);
    expect(checkpoint.damage.list).toHaveLength(1);
    expect(checkpoint.damage.list[0]?.message).toContain('pages-1.img: the LZ4 block of');
    // What stands around a match ends at the damage, as where pages are not there.
    const [behind] = await find(checkpoint, '^ret', 9);
    expect(behind).toBeUndefined();
    const edges = await find(checkpoint, 'key=$|^cret|^secret', 3);
    expect(edges.map(({ at, around }) => [at, around])).toEqual([
      ['1 10ffc 4', '...key='],
      ['1 12000 6', 'secret...'],
    ]);
  }
  archive.close();
});
