import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openArchive } from '../../src/archive/open.js';
import { exploreFds } from '../../src/analysis/explore-fds.js';
import { exploreMems } from '../../src/analysis/explore-mems.js';
import { explorePs } from '../../src/analysis/explore-ps.js';
import { exploreRss } from '../../src/analysis/explore-rss.js';
import { findCheckpoints, type Checkpoint } from '../../src/model/checkpoint.js';
import { isRead } from '../../src/model/reads.js';
import { renderFds, renderMems, renderPs, renderRss } from '../../src/render/explore.js';
import { readExpected } from '../support/corpus.js';
import { CHECKPOINTS as FOLDER } from '../support/run-program.js';

const same = (text: string) => text;
const EXPLORERS: Record<string, (checkpoint: Checkpoint) => string> = {
  ps: (checkpoint) => renderPs(explorePs(checkpoint), same),
  fds: (checkpoint) => renderFds(exploreFds(checkpoint), same),
  mems: (checkpoint) => renderMems(exploreMems(checkpoint), same),
  rss: (checkpoint) => renderRss(exploreRss(checkpoint), same),
};

async function explore(file: string, what: string): Promise<string> {
  const archive = await openArchive(join(FOLDER, file), { keep: (name) => isRead(name, []) });
  try {
    const [checkpoint] = findCheckpoints(archive);
    return checkpoint === undefined ? '' : (EXPLORERS[what]?.(checkpoint) ?? '');
  } finally {
    archive.close();
  }
}

/** Where the directory of a row of testdata/crit-expected.tar.gz lies: a directory, or in a tar. */
function sourceOf(directory: string): string {
  const [name = ''] = directory.split('/');
  const found = readdirSync(FOLDER).find((each) => each.replace(/\.tar(\..*)?$/, '') === name);
  return found === name ? directory : (found ?? name);
}

/** Names that are not UTF-8: CRIU's crit prints b'...', and here they are the bytes themselves. */
function withoutBytes(text: string): string {
  return text.replace(/b'.*\\x.*'/g, '?').replace(/ \S*[\udc80-\udcff].*/gu, ' ?');
}

let expected: ReadonlyMap<string, string>;
beforeAll(async () => {
  expected = await readExpected();
});

test("prints what CRIU's crit x prints, for every dump that it gets through", async () => {
  const rows = [...expected].filter(([path]) => /\/x-[a-z]+\.txt$/.test(path));
  expect(rows.length).toBeGreaterThan(40);
  for (const [path, text] of rows) {
    const [, directory = '', what = ''] = /^(.*)\/x-([a-z]+)\.txt$/.exec(path) ?? [];
    const printed = await explore(sourceOf(directory), what);
    if (directory === 'weird-bytes') expect(withoutBytes(printed), path).toBe(withoutBytes(text));
    else expect(printed, path).toBe(text);
  }
});

describe('where it does not get through', () => {
  test('a zombie has a PID line and nothing under it', async () => {
    const zombies = /^7708\n7709\n/m.exec(await explore('rich-plain', 'fds'));
    expect(zombies).not.toBeNull();
    for (const what of ['mems', 'rss'])
      expect(await explore('rich-plain', what)).toMatch(/^7708\n7709\n/m);
  });

  test('images before CRIU 4.2 tell as many pages as their pages images hold', async () => {
    const archive = await openArchive(join(FOLDER, 'old-v3.3'));
    for (const checkpoint of findCheckpoints(archive)) {
      const processes = exploreRss(checkpoint).filter(({ runs }) => runs.length > 0);
      expect(processes.length).toBeGreaterThan(10);
      for (const { pid, runs } of processes) {
        const head = checkpoint.images.find(`pagemap-${pid}.img`, 'pagemap_head');
        const size = archive.find(`pages-${head?.pages_id ?? 0}.img`)?.size ?? 0;
        expect(runs.reduce((sum, { pages }) => sum + pages, 0n)).toBe(BigInt(size / 4096));
      }
    }
    archive.close();
  });

  test('files of CRIU 3.3 stand in an image for each kind', async () => {
    const text = await explore('old-v3.3', 'fds');
    expect(text).toMatch(/^\t {6}0: \/dev\/null$/m);
    expect(text).toMatch(/pipe\[\d+\]/);
    expect(text).toMatch(/unix\[\d+ \(\d+\)/);
    expect(text).not.toMatch(/unknown path|pipe\[\?\]|unix\[\?\]/);
  });
});
