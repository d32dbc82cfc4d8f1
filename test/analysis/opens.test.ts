import { expect, test } from 'vitest';
import { inspect } from '../../src/analysis/inspection/inspect.js';
import type { InspectionOptions } from '../../src/analysis/inspection/options.js';
import { processMapsOf } from '../../src/analysis/memory/process-maps.js';
import { SEARCH_KINDS, searchCheckpoint } from '../../src/analysis/search/search-checkpoint.js';
import type { Archive } from '../../src/archive/archive.js';
import { Checkpoint } from '../../src/model/checkpoint.js';
import { viewMemory } from '../../src/model/memory/memory-view.js';
import { inspectionJson } from '../../src/render/inspection/json.js';
import { JsonList } from '../../src/render/json.js';
import { branchesOf } from '../../src/search/matching/pattern-set.js';
import { Searcher } from '../../src/search/scan/searcher.js';
import { loadCheckpointTable } from '../../src/tables/all-tables.js';
import { openCheckpoint } from '../support/open-checkpoint.js';

/** A checkpoint, and how often the bytes of each of its members were asked for. */
async function counted(name: string) {
  const whole = await openCheckpoint(name);
  const { archive } = whole;
  const opens = new Map<string, number>();
  const counting: Archive = {
    ...archive,
    source(member) {
      opens.set(member.name, (opens.get(member.name) ?? 0) + 1);
      return archive.source(member);
    },
  };
  const checkpoint = new Checkpoint(counting, whole);
  /** Images that were opened, and those of them that were opened again. Pages are no image. */
  const images = () => {
    const prefix = `${whole.imagePrefix}pages-`;
    const names = [...opens].filter(([each]) => each.endsWith('.img') && !each.startsWith(prefix));
    return { count: names.length, again: names.filter(([, times]) => times > 1) };
  };
  return { checkpoint, images };
}

const ALL: InspectionOptions = {
  ...{ statistics: true, metadata: true, processes: true, files: true, sockets: true },
  ...{ mounts: true, namespaces: true, maps: true, security: 'summary' },
};

test('inspect opens each image once, whatever is asked', async () => {
  const { checkpoint, images } = await counted('rich-podman.tar');
  const shown = { commandLine: true, environment: true, threads: true, details: true };
  const view = { ...shown, brief: false };
  const text = [...new JsonList().item(inspectionJson(inspect(checkpoint, ALL), view))].join('');
  expect(text.length).toBeGreaterThan(100_000);
  expect(images().again).toEqual([]);
  expect(images().count).toBeGreaterThan(100);
});

test('maps does', async () => {
  const { checkpoint, images } = await counted('rich-podman.tar');
  const view = viewMemory(checkpoint);
  for (const process of view.processes) processMapsOf(view, process, {});
  expect(images().again).toEqual([]);
  expect(images().count).toBeGreaterThan(20);
});

test('and grep, of memory and everything else', async () => {
  const { checkpoint, images } = await counted('rich-podman.tar');
  const searcher = new Searcher(
    branchesOf([{ kind: 'literal', text: 'SECRET' }], { ignoreCase: false, wholeWords: false }),
    0,
  );
  const question = {
    ...{ searcher, kinds: new Set(SEARCH_KINDS), filter: {}, unique: false, before: 0, after: 0 },
  };
  let found = 0;
  for await (const { bytes } of searchCheckpoint(viewMemory(checkpoint), question)) {
    found += bytes.length > 0 ? 1 : 0;
  }
  searcher.close();
  expect(found).toBeGreaterThan(0);
  expect(images().again).toEqual([]);
  expect(images().count).toBeGreaterThan(50);
});

test.each(['processes', 'threads', 'environment'] as const)(
  'a row of %s needs the images of no process behind it, so that thousands are never held',
  async (name) => {
    const { checkpoint, images } = await counted('rich-podman.tar');
    const table = await loadCheckpointTable(name);
    const rows = (await table.rows(checkpoint))[Symbol.iterator]();
    rows.next();
    const first = images().count;
    expect(first).toBeLessThan(20);
    for (let row = rows.next(); row.done !== true; row = rows.next());
    expect(images().count).toBeGreaterThan(3 * first);
  },
);
