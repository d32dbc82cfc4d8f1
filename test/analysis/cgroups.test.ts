import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { cgroupsOf } from '../../src/analysis/cgroups.js';
import { checkpointOf, realCheckpoint } from '../support/checkpoint-of.js';
import { Scratch } from '../support/scratch.js';
import { delimited, entry, imageBytes, number } from '../support/wire.js';

const scratch = new Scratch();
const PROC = fileURLToPath(new URL('../../testdata/app.proc/', import.meta.url));

test.each([1, 7, 11])('process %i of app is where /proc/PID/cgroup says', async (pid) => {
  const { processes, warnings } = cgroupsOf(await realCheckpoint('app.tar.gz'));
  expect(warnings).toEqual([]);
  const ours = processes.find((each) => each.pid === pid);
  const kernel = readFileSync(`${PROC}${pid}/cgroup`, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => /^\d+:([^:]*):(.*)$/.exec(line)?.slice(1));
  expect(ours?.cgroups.map(({ hierarchy, path }) => [hierarchy, path]).sort()).toEqual(
    kernel.sort(),
  );
  expect(ours?.threads).toEqual([]);
});

test('limits stand under the names of their files', async () => {
  const { hierarchies } = cgroupsOf(await realCheckpoint('rich-podman.tar'));
  const pids = hierarchies.find(({ controllers }) => controllers.includes('pids'));
  const id = '5e9d6a1928b60aae141b69dd85ede2957cb0638d1814ec02f7fe2724db3a1ff9';
  expect(pids?.directories.map(({ path }) => path)).toEqual([`/libpod_parent/libpod-${id}`]);
  // The container was made with `pids.limit` 2048, as its spec.dump says.
  expect(pids?.directories[0]?.properties).toContainEqual({ name: 'pids.max', value: '2048' });
  const devices = hierarchies.find(({ controllers }) => controllers.includes('devices'));
  const list = devices?.directories[0]?.properties.find(({ name }) => name === 'devices.list');
  expect(list?.value.split('\n')).toContain('c 10:200 rwm');
});

const member = (name: string, path: string, prefix = 0) =>
  delimited(
    2,
    Buffer.concat([delimited(1, name), delimited(2, path), ...(prefix ? [number(3, prefix)] : [])]),
  );

test('a thread in a cgroup of its own, a cgroup namespace, a set that is nowhere', async () => {
  const sets = [
    delimited(1, Buffer.concat([number(1, 2), member('', '/pod/a', 4)])),
    delimited(1, Buffer.concat([number(1, 3), member('', '/pod/a/threads', 4)])),
  ];
  const leaf = delimited(2, delimited(1, 'threads'));
  const dirs = delimited(2, Buffer.concat([delimited(1, 'pod/a'), leaf]));
  const controller = delimited(2, Buffer.concat([delimited(1, ''), dirs, number(3, 1)]));
  const core = (set: number) => imageBytes('CORE', [entry(delimited(5, number(16, set)))]);
  const tree = [
    Buffer.concat([number(1, 7), number(5, 7), number(5, 8)]),
    Buffer.concat([number(1, 9), number(5, 9)]),
  ];
  const path = scratch.directory('cgroups', {
    'inventory.img': imageBytes('INVENTORY', []),
    'pstree.img': imageBytes(
      'PSTREE',
      tree.map((message) => entry(message)),
    ),
    'cgroup.img': imageBytes('CGROUP', [entry(Buffer.concat([...sets, controller]))]),
    'core-7.img': core(2),
    'core-8.img': core(3),
    'core-9.img': core(77),
  });
  const result = cgroupsOf(await checkpointOf(path));
  expect(result.warnings).toEqual([]);
  expect(result.processes).toEqual([
    {
      pid: 7,
      cgroups: [{ hierarchy: '', path: '/pod/a', path_inside: '/a' }],
      threads: [
        {
          tid: 8,
          cgroups: [{ hierarchy: '', path: '/pod/a/threads', path_inside: '/a/threads' }],
        },
      ],
    },
    { pid: 9, cgroups: [], threads: [] },
  ]);
  expect(result.hierarchies).toEqual([
    {
      controllers: [''],
      threaded: true,
      directories: [
        { path: '/pod/a', properties: [] },
        { path: '/pod/a/threads', properties: [] },
      ],
    },
  ]);
});
