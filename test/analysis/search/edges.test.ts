import { describe, expect, test } from 'vitest';
import { processPieces } from '../../../src/analysis/search/process-pieces.js';
import {
  SEARCH_KINDS,
  searchCheckpoint,
  type SearchQuestion,
} from '../../../src/analysis/search/search-checkpoint.js';
import { memorySource } from '../../../src/bytes/byte-source.js';
import { isAbsent } from '../../../src/model/absent.js';
import type { Extent } from '../../../src/model/memory/address-space.js';
import { viewMemory, type ProcessMemory } from '../../../src/model/memory/memory-view.js';
import { VmaStatus } from '../../../src/model/vmas.js';
import { branchesOf, type PatternOptions } from '../../../src/search/matching/pattern-set.js';
import type { Piece } from '../../../src/search/scan/piece.js';
import { Searcher } from '../../../src/search/scan/searcher.js';
import { madeCheckpoint } from '../../support/made-checkpoint.js';
import { mm, ONE_PROCESS, PAGE, pagemap, run, vma } from '../../support/memory-images.js';
import { openCheckpoint } from '../../support/open-checkpoint.js';

function searcherOf(patterns: readonly string[], options: Partial<PatternOptions> = {}): Searcher {
  const typed = patterns.map((text) => ({ kind: 'regexp', text }) as const);
  return new Searcher(branchesOf(typed, { ignoreCase: false, wholeWords: false, ...options }), 0);
}

/** Address and length of each match. */
async function foundIn(
  pieces: Iterable<Piece & { readonly address: bigint }>,
  searcher: Searcher,
): Promise<string[]> {
  const told: string[] = [];
  for await (const hits of searcher.search(pieces, {})) {
    for (const { piece, at, length } of hits) {
      told.push(`${(piece.address + BigInt(at)).toString(16)} ${length}`);
    }
  }
  return told;
}

/** Memory whose bytes were copied to one place where they neighbour. */
function copiesOf({ space }: ProcessMemory): (Piece & { readonly address: bigint })[] {
  if (isAbsent(space)) return [];
  const runs: { start: bigint; end: bigint }[] = [];
  for (const { start, end, backing } of space.allExtents()) {
    if (backing.kind !== 'stored') continue;
    const last = runs.at(-1);
    if (last?.end === start) last.end = end;
    else runs.push({ start, end });
  }
  return runs.map(({ start, end }) => {
    const size = Number(end - start);
    const source = memorySource(space.read(start, size).bytes, {});
    return { address: start, size, extents: [{ source, offset: 0, length: size }] };
  });
}

/** Addresses where a region begins right behind another, of which one at least is no private memory. */
function edgesOf({ space }: ProcessMemory): bigint[] {
  if (isAbsent(space)) return [];
  const edges: bigint[] = [];
  let last: Extent | undefined;
  for (const extent of space.allExtents()) {
    const [before, after] = [last?.backing, extent.backing];
    if (last?.end === extent.start && before?.kind === 'stored' && after.kind === 'stored') {
      const isOwn = before.origin === 'pages' && after.origin === 'pages';
      if (!isOwn && last.region !== extent.region) edges.push(extent.start);
    }
    last = extent;
  }
  return edges;
}

const EVERYTHING = { filter: {}, isWanted: () => true, isArguments: true };

const PATTERNS: [string, string[], Partial<PatternOptions>][] = [
  ['runs that end in a letter', ['\\x00+S?', 'S+'], {}],
  ['beginnings and ends', ['^[^\\x00]', '^\\x00', '\\x00$'], {}],
  ['words', ['\\b\\w{4,9}\\b', '\\B\\x00S'], {}],
  ['whole words', ['[a-zA-Z_0-9]{3,}'], { wholeWords: true }],
  ['what begins with most bytes', ['[^A-Z][A-Z]{3}'], {}],
];

describe.each(['rich-podman', 'rich-plain', 'old-v3.3', 'old-v3.19', 'incremental/3'])(
  '%s',
  (name) => {
    test.each(PATTERNS)(
      '%s: at every edge as in the joined bytes',
      async (_, patterns, options) => {
        const view = viewMemory(await openCheckpoint(name));
        const searcher = searcherOf(patterns, options);
        for (const process of view.processes.filter((each) => edgesOf(each).length > 0)) {
          const told = await foundIn(processPieces(process, EVERYTHING), searcher);
          const expected = await foundIn(copiesOf(process), searcher);
          const different = told.findIndex((each, index) => each !== expected[index]);
          expect([process.pid, told[different]]).toEqual([process.pid, expected[different]]);
          expect(told.length).toBe(expected.length);
        }
        searcher.close();
        view.checkpoint.archive.close();
      },
    );
  },
);

test('a segment between private memory, seen by two processes from different places', async () => {
  const page = (text: string, at = 0) => {
    const bytes = Buffer.alloc(PAGE, '.');
    bytes.write(text, at);
    return bytes;
  };
  const shared = {
    ...{ shmid: 9n, prot: 3, flags: 0x21 },
    status: VmaStatus.regular | VmaStatus.anonShared,
  };
  const segment = Buffer.concat([page('key aaa '), page('bbb'), page('keyhole', PAGE - 7)]);
  const view = viewMemory(
    madeCheckpoint({
      ...ONE_PROCESS,
      'mm-1.img': mm([
        vma(16, 1),
        vma(17, 3, shared),
        vma(20, 1),
        vma(40, 1, { ...shared, pgoff: 4096n }),
      ]),
      'pagemap-1.img': pagemap([run(16, 1, 4), run(20, 1, 4)]),
      'pages-1.img': Buffer.concat([page('mon', PAGE - 3), page('s key')]),
      'pagemap-shmem-9.img': pagemap([run(0, 3, 4)], 2),
      'pages-2.img': segment,
    }),
  );
  const at = (pageNumber: number, offset: number, length: number) =>
    `${(pageNumber * PAGE + offset).toString(16)} ${length}`;
  const find = async (...args: Parameters<typeof searcherOf>) => {
    const searcher = searcherOf(...args);
    const question: SearchQuestion = {
      ...{ searcher, filter: {}, unique: false, before: 0, after: 0 },
      kinds: new Set(SEARCH_KINDS),
    };
    const told: string[] = [];
    for await (const { where, bytes } of searchCheckpoint(view, question)) {
      const [owner] = where.kind === 'memory' ? where.owners : [];
      told.push(`${owner?.address.toString(16)} ${bytes.length}`);
    }
    searcher.close();
    return told;
  };
  expect(await find(['key'])).toEqual([at(17, 0, 3), at(19, PAGE - 7, 3), at(20, 2, 3)]);
  // What stands before the segment is a word's beginning; what stands behind it goes on with one.
  expect(await find(['key'], { wholeWords: true })).toEqual([at(20, 2, 3)]);
  expect(await find(['[a-z]+'])).toEqual([
    ...[at(16, PAGE - 3, 6), at(17, 4, 3), at(18, 0, 3), at(19, PAGE - 7, 8), at(20, 2, 3)],
    at(40, 0, 3),
  ]);
  expect(await find(['^bbb'])).toEqual([at(40, 0, 3)]);
});
