import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { placePatterns } from '../../src/analysis/list-places.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';
import { Scratch, tarBytes } from '../support/scratch.js';

const scratch = new Scratch();

/** As the kubelet leaves them: one of CRI-O, one of containerd without a time, one broken, one other file. */
const folder = scratch.directory('checkpoints', {
  'checkpoint-counters_default-counter-2023-03-02T06:08:00Z.tar': readFileSync(
    join(CHECKPOINTS, 'article-crio.tar'),
  ),
  'checkpoint-web_shop-nginx-2025-09-13T18:09:15-05:00.tar': await tarBytes({
    'checkpoint/': '',
    'config.dump': JSON.stringify({ id: 'x' }),
    'spec.dump': JSON.stringify({
      annotations: {
        'io.kubernetes.cri.container-name': 'nginx',
        'io.kubernetes.cri.sandbox-name': 'web',
        'io.kubernetes.cri.sandbox-namespace': 'shop',
      },
    }),
  }),
  'checkpoint-broken.tar': 'no tar at all',
  'notes.txt': 'nothing',
  'deeper/renamed.tar.gz': readFileSync(join(CHECKPOINTS, 'counter-gzip.tar.gz')),
});
utimesSync(join(folder, 'deeper/renamed.tar.gz'), 1_767_323_045, 1_767_323_045);

interface Row {
  readonly name: string;
  readonly checkpointed: string;
  readonly time_from: string;
}
const run = (...args: string[]) => runHere('checkpointctl', ['list', ...args]);
const rows = async (...args: string[]) =>
  JSON.parse((await run(folder, '--format', 'json', ...args)).stdout) as Row[];

describe('checkpointctl list', () => {
  test('tells namespace, pod, container and time, the newest first, and reports what is broken', async () => {
    const { stdout, stderr, status } = await run(folder);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Error: .*checkpoint-broken\.tar: unexpected EOF.*\n$/);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(`Listing checkpoints in path: ${folder}`);
    expect(lines[2]).toMatch(
      /^\| NAMESPACE \| +POD +\| CONTAINER \| +ENGINE +\| +TIME CHECKPOINTED/,
    );
    expect(lines[4]).toMatch(
      /^\| shop +\| web +\| nginx +\| containerd \| 2025-09-13T18:09:15-05:00 \|/,
    );
    expect(lines[5]).toMatch(
      /^\| default +\| counters \| counter +\| CRI-O +\| 2023-03-02T06:08:01Z /,
    );
    expect(lines).toHaveLength(8);
  });

  test('names where it looks for those of an engine that is not here', () => {
    expect(placePatterns('docker')).toEqual(['/var/lib/docker/containers/*/checkpoints']);
    expect(placePatterns('podman')).toContain('/var/lib/containers/storage/*-containers');
    expect(placePatterns('kubernetes')).toEqual(['/var/lib/kubelet/checkpoints/']);
  });

  test('takes the time from the archive, the file name, inventory.img or the file', async () => {
    const found = await rows('-r', '--all-files');
    expect(found.map(({ checkpointed, time_from }) => [checkpointed, time_from])).toEqual([
      // Podman tells no time; the file was copied later.
      ['2026-11-23T03:14:00Z', 'inventory.img'],
      ['2025-09-13T18:09:15-05:00', 'file name'],
      ['2023-03-02T06:08:01Z', 'archive'],
    ]);
  });

  test('filters, sorts and adds up', async () => {
    expect((await rows('--namespace', 'shop')).map(({ name }) => name)).toEqual([
      'checkpoint-web_shop-nginx-2025-09-13T18:09:15-05:00.tar',
    ]);
    expect(await rows('--pod', 'nope')).toEqual([]);
    expect((await rows('--sort', 'name'))[0]?.name).toMatch(/^checkpoint-counters/);
    expect(await rows('--summary')).toEqual([
      {
        namespace: 'default',
        pod: 'counters',
        checkpoints: 1,
        size: 9082880,
        oldest: '2023-03-02T06:08:01Z',
        newest: '2023-03-02T06:08:01Z',
      },
      expect.objectContaining({ namespace: 'shop', pod: 'web', checkpoints: 1 }),
    ]);
  });

  test('lists directories of images with --all-files', async () => {
    const { stdout, status } = await run(CHECKPOINTS, '--all-files', '--sort', 'name');
    expect(status).toBe(0);
    expect(stdout).toMatch(/\| rich-plain +\|/);
    expect(stdout).toMatch(/\| checkpoint-oci\.tar +\|/);
  });

  test('chooses columns, filters and orders in every form', async () => {
    const { stdout } = await run(folder, '--columns', 'pod,engine', '--sort', 'pod', '-o', 'csv');
    expect(stdout).toBe('pod,engine\r\ncounters,CRI-O\r\nweb,containerd\r\n');
    const boxed = (await run(folder, '--filter', 'engine=CRI-O', '--sort', '-time')).stdout;
    expect(boxed.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(2);
    const lines = (await run(folder, '--format', 'jsonl', '--sort', '-time')).stdout.split('\n');
    expect(lines.slice(0, 2).map((line) => (JSON.parse(line) as Row).checkpointed)).toEqual([
      '2023-03-02T06:08:01Z',
      '2025-09-13T18:09:15-05:00',
    ]);
    const wide = await run(folder, '--summary', '--format', 'wide', '--sort', 'size');
    expect(wide.stdout.split('\n')[1]).toMatch(/^default +counters +1 +8\.7 MiB /);
    const wrong = await run(folder, '--sort', 'age');
    expect(wrong.stderr).toMatch(/^Error: there is no column "age" in checkpoints \(choose from /);
    const none = await run(folder, '--filter', 'pod=x', '--format', 'json');
    expect([none.stdout, none.stderr.split('\n')[0]]).toEqual([
      '[]\n',
      'Note: no row passes --filter',
    ]);
  });

  test('says of whom it found nothing', async () => {
    const { stdout } = await run(folder, '--namespace', 'shop', '--pod', 'cart');
    expect(stdout).toBe(`No checkpoints of namespace shop and pod cart found in ${folder}\n`);
  });

  test('says where it found nothing', async () => {
    expect(await run(scratch.directory('empty', { 'x/': '' }))).toMatchObject({
      status: 0,
      stderr: '',
    });
    expect(await run('/nope')).toMatchObject({
      status: 1,
      stderr: 'Error: open /nope: no such file or directory\n',
    });
  });
});
