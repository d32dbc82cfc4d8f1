import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifyCheckpoint } from '../../../src/analysis/verify/verify-checkpoint.js';
import { openArchive } from '../../../src/archive/open.js';
import { findCheckpoints } from '../../../src/model/checkpoint.js';
import { viewMemory } from '../../../src/model/memory/memory-view.js';
import { madeCheckpoint } from '../../support/made-checkpoint.js';
import { CHECKPOINTS } from '../../support/run-program.js';

type Files = Record<string, Buffer>;

function filesOf(name: string): Files {
  const directory = join(CHECKPOINTS, name);
  return Object.fromEntries(
    readdirSync(directory).map((each) => [each, readFileSync(join(directory, each))]),
  );
}

function failuresOf(files: Files): (readonly [string, string | undefined])[] {
  return verifyCheckpoint(viewMemory(madeCheckpoint(files)))
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ check, subject }) => [check, subject] as const);
}

function get(files: Files, name: string): Buffer {
  const bytes = files[name];
  if (bytes === undefined) throw new Error(`no ${name}`);
  return bytes;
}

describe('a checkpoint that nobody touched has no failures', () => {
  test.each([
    'counter-gzip.tar.gz',
    'checkpoint-oci.tar',
    'pod.tar',
    'userns.tar',
    'incr-pre.tar',
    'incr-final.tar',
    'incremental/1',
    'incremental/3',
    'lazy',
    'shell-job',
    'pidns',
    'compat32',
    'weird-bytes',
    'old-v3.19',
    'old-v3.3',
    'rich-podman.tar',
    '../workloads/guard.tar.gz',
  ])('%s', async (name) => {
    const archive = await openArchive(join(CHECKPOINTS, name), { keep: () => true, spool: true });
    try {
      const rows = findCheckpoints(archive).flatMap((each) => verifyCheckpoint(viewMemory(each)));
      expect(rows.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
      expect(rows.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThan(2);
    } finally {
      archive.close();
    }
  });
});

describe('what does not fit together fails', () => {
  const files = filesOf('shell-job');
  const foreign = filesOf('lazy');

  test('pages cut off without a word', () => {
    const pages = get(files, 'pages-3.img').subarray(0, 4096);
    expect(failuresOf({ ...files, 'pages-3.img': pages })).toEqual([['pages-size', 'pages-3.img']]);
  });

  test('pages images swapped, of another size', () => {
    const swapped = {
      'pages-1.img': get(files, 'pages-3.img'),
      'pages-3.img': get(files, 'pages-1.img'),
    };
    expect(failuresOf({ ...files, ...swapped })).toEqual(
      expect.arrayContaining([
        ['pages-size', 'pages-1.img'],
        ['pages-size', 'pages-3.img'],
      ]),
    );
  });

  test('pages images swapped, of the same size', () => {
    const [one, two] = [get(files, 'pages-1.img'), get(files, 'pages-2.img')];
    expect(one.length).toBe(two.length);
    expect(failuresOf({ ...files, 'pages-1.img': two, 'pages-2.img': one })).toEqual([
      ['stack-contents', 'process 8405'],
      ['stack-contents', 'process 8406'],
    ]);
  });

  test.each([
    ['core-8406.img', 'process-images'],
    ['mm-8406.img', 'process-images'],
    ['fs-8406.img', 'process-images'],
    ['pagemap-8406.img', 'process-images'],
    ['ids-8406.img', 'process-images'],
    ['pstree.img', 'process-images'],
    ['fdinfo-3.img', 'descriptors'],
    ['files.img', 'descriptors'],
    ['files.img', 'paths'],
    ['pages-2.img', 'pages-size'],
  ])('%s is missing: %s', (name, check) => {
    const { [name]: _, ...left } = files;
    expect(failuresOf(left).map(([failed]) => failed)).toContain(check);
  });

  test.each([
    ['files.img', 'files.img', 'paths'],
    ['mm-8406.img', 'mm-9029.img', 'pages-in-regions'],
    ['pagemap-8406.img', 'pagemap-9029.img', 'pages-in-regions'],
    ['core-8406.img', 'core-9029.img', 'threads-in-memory'],
  ])('%s is %s of another dump: %s', (name, other, check) => {
    const failed = failuresOf({ ...files, [name]: get(foreign, other) });
    expect(failed.map(([each]) => each)).toContain(check);
  });

  test('statistics of another dump', () => {
    const other = readFileSync(join(CHECKPOINTS, 'compat32', 'stats-dump'));
    expect(failuresOf({ ...files, 'stats-dump': other })).toEqual([['statistics', 'stats-dump']]);
  });

  test('an image that is cut', () => {
    const cut = get(files, 'mm-8406.img').subarray(0, 40);
    expect(failuresOf({ ...files, 'mm-8406.img': cut })).toContainEqual([
      'readable',
      'mm-8406.img',
    ]);
  });

  test('a dump of which CRIU wrote that it failed', () => {
    const log = Buffer.from('(00.01) Error (criu/cr-dump.c:2098): Dumping FAILED.\n');
    expect(failuresOf({ ...files, 'dump.log': log })).toEqual([['dump-log', 'dump.log']]);
    const whole = Buffer.from('(00.01) Version: 4.2\n(00.02) Dumping finished successfully\n');
    expect(failuresOf({ ...files, 'dump.log': whole })).toEqual([]);
    const cut = whole.subarray(0, 30);
    expect(failuresOf({ ...files, 'dump.log': cut })).toEqual([['dump-log', 'dump.log']]);
  });
});

describe('sockets and mounts', () => {
  const files = filesOf('rich-plain');

  test('the stream of a connection is missing', () => {
    const stream = Object.keys(files).find((name) => name.startsWith('tcp-stream-')) ?? '';
    const { [stream]: _, ...left } = files;
    expect(failuresOf(left)).toEqual([['tcp-streams', stream]]);
  });
});
