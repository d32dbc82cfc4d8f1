import { beforeAll, describe, expect, test } from 'vitest';
import { viewMemory, type MemoryView } from '../../../src/model/memory/memory-view.js';
import {
  searchCheckpoint,
  SEARCH_KINDS,
  type SearchQuestion,
} from '../../../src/analysis/search/search-checkpoint.js';
import type { Found } from '../../../src/analysis/search/found.js';
import { findParent } from '../../../src/model/memory/parents.js';
import { branchesOf } from '../../../src/search/matching/pattern-set.js';
import type { Encoding } from '../../../src/search/pattern/encodings.js';
import { Searcher } from '../../../src/search/scan/searcher.js';
import { readExpected, tableRows } from '../../support/corpus.js';
import { openCheckpoint } from '../../support/open-checkpoint.js';

let rows: string[][];
beforeAll(async () => {
  rows = tableRows((await readExpected()).get('secrets.tsv'));
});

async function open(name: string): Promise<MemoryView> {
  const checkpoint = await openCheckpoint(name);
  const parent = name.startsWith('incr-final') ? await openCheckpoint('incr-pre') : undefined;
  return viewMemory(checkpoint, {
    findParent: (each) => findParent(each) ?? (each === checkpoint ? parent : undefined),
  });
}

async function search(
  view: MemoryView,
  texts: readonly string[],
  options: Partial<SearchQuestion> & { encodings?: readonly Encoding[] } = {},
): Promise<Found[]> {
  const typed = texts.map((text) => ({ kind: 'literal', text }) as const);
  const { encodings, ...rest } = options;
  const searcher = new Searcher(
    branchesOf(typed, {
      ignoreCase: false,
      wholeWords: false,
      ...(encodings !== undefined && { encodings }),
    }),
    0,
  );
  const found: Found[] = [];
  const question: SearchQuestion = {
    ...{ searcher, kinds: new Set(SEARCH_KINDS), filter: {}, unique: false, before: 0, after: 0 },
    ...rest,
  };
  for await (const each of searchCheckpoint(view, question)) found.push(each);
  searcher.close();
  return found;
}

/** `pid 7 0x1000`, `shmem 5 0x0`, or `file pipes-data.img 76`, as secrets.tsv tells a place. */
function placesOf({ where, sources }: Found): string[] {
  if (where.kind === 'place') {
    const [source] = sources;
    return [`file ${source?.member.replace(/^(?:pre-)?checkpoint\//, '')} ${source?.offset}`];
  }
  const { segment, owners } = where;
  const [source] = sources;
  if (source?.origin === 'ghost') {
    return [`file ${source.member.replace(/^checkpoint\//, '')} ${source.offset}`];
  }
  if (segment !== undefined) return [`shmem ${segment.id} 0x${segment.offset.toString(16)}`];
  return owners.map(({ pid, address }) => `pid ${pid} 0x${address.toString(16)}`);
}

/** Text and encoding of a row: `WIDE (utf-16-le)`. */
function parseText(text: string): { plain: string; encoding: Encoding } {
  const [, plain, unit, order] = /^(.*) \((utf-\d+)-([bl]e)\)$/.exec(text) ?? [];
  if (plain === undefined) return { plain: text, encoding: 'utf-8' };
  return { plain, encoding: `${unit}${order}` as Encoding };
}

describe('every planted secret is found where it is and nowhere else', () => {
  test('in memory, shared segments and members', async () => {
    const archives = [...new Set(rows.map(([name = '']) => name.replace(/\/.*checkpoint$/, '')))];
    let count = 0;
    for (const name of archives) {
      const own = rows.filter(([each = '']) => each.replace(/\/.*checkpoint$/, '') === name);
      const view = await open(name);
      for (const text of new Set(own.map((row) => row[3] ?? ''))) {
        const expected = own
          .filter((row) => row[3] === text)
          .map(([, where = '', at = '']) =>
            `${where.replace(/^(pid \d+) .*$/, '$1')} ${at}`.replace('  ', ' '),
          );
        const { plain, encoding } = parseText(text);
        for (const unique of [false, true]) {
          const found = await search(view, [plain], { encodings: [encoding], unique });
          // secrets.tsv does not look into the archives inside of an archive.
          const places = found.flatMap(placesOf).filter((place) => !place.includes(':'));
          const distinct = unique ? places : [...new Set(places)];
          expect(distinct.sort(), `${name}: ${text}`).toEqual(expected.sort());
        }
        count += expected.length;
      }
      view.checkpoint.archive.close();
    }
    expect(count).toBeGreaterThan(200);
  });

  test('what is not in the checkpoint is not found', async () => {
    for (const name of ['rich-podman', 'rich-plain', 'old-v3.3']) {
      const view = await open(name);
      const never = ['GAP_HEADGAP_TAIL', 'SHARED_FILE_SECRET_07'];
      expect((await search(view, never)).map(placesOf)).toEqual([]);
    }
  });
});

describe('shared memory', () => {
  test('is told for each process, or once with all of them', async () => {
    const view = await open('rich-podman');
    const each = await search(view, ['SHARED_ANON_SECRET_66']);
    const once = await search(view, ['SHARED_ANON_SECRET_66'], { unique: true });
    const pids = (found: Found[]) =>
      found.map(({ where }) => where.kind === 'memory' && where.owners.map(({ pid }) => pid));
    expect(pids(each)).toEqual([[7], [26], [27], [28], [29]]);
    expect(pids(once)).toEqual([[7, 26, 27, 28, 29]]);
    const [first] = once;
    expect(first?.where).toMatchObject({ owners: [{ address: 0x20000000n }, {}, {}, {}, {}] });
    expect(first?.sources).toMatchObject([{ origin: 'segment' }]);
  });

  test('can be left out, as every other kind', async () => {
    const view = await open('rich-podman');
    const only = async (...kinds: (typeof SEARCH_KINDS)[number][]) =>
      (await search(view, ['SECRET_'], { kinds: new Set(kinds), unique: true })).length;
    for (const kind of SEARCH_KINDS) {
      const expected = ['volumes', 'shm', 'logs', 'bpfmaps', 'rootfs'].includes(kind);
      expect((await only(kind)) === 0, kind).toBe(expected);
    }
    expect(await only()).toBe(0);
  });

  test('of a process, its own filters hold', async () => {
    const view = await open('rich-podman');
    const isWanted = ({ pid }: { pid: number }) => pid === 26;
    const found = await search(view, ['SHARED_ANON_SECRET_66', 'ENV_SECRET_14'], { isWanted });
    expect(found.flatMap(placesOf)).toEqual(['shmem 9721 0x0', 'pid 26 0x7ffc48930fa5']);
    const stack = new Set(['stack'] as const);
    const filtered = await search(view, ['ENV_SECRET_14'], { isWanted, filter: { kinds: stack } });
    expect(filtered).toHaveLength(1);
    const heap = new Set(['heap'] as const);
    expect(await search(view, ['ENV_SECRET_14'], { isWanted, filter: { kinds: heap } })).toEqual(
      [],
    );
  });
});
