import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { mountsOf } from '../../src/analysis/mounts.js';
import type { Mount } from '../../src/model/mounts.js';
import { checkpointOf, realCheckpoint } from '../support/checkpoint-of.js';
import { Scratch } from '../support/scratch.js';
import { delimited, entry, imageBytes, number } from '../support/wire.js';

const scratch = new Scratch();
const PROC = fileURLToPath(new URL('../../testdata/app.proc/', import.meta.url));

/** A line of mountinfo (proc(5)) of our own facts, `-` for the type that CRIU did not keep. */
function mountInfo(mount: Mount): string {
  const { shared, master, super_options, data } = mount;
  return [
    mount.mount_id,
    mount.parent_id,
    mount.device,
    mount.root,
    mount.mount_point,
    mount.mount_options.join(','),
    ...(shared === undefined ? [] : [`shared:${shared}`]),
    ...(master === undefined ? [] : [`master:${master}`]),
    '-',
    mount.filesystem_type ?? '?',
    mount.mount_source,
    [...(super_options ?? []), ...(data === '' ? [] : [data])].join(','),
  ].join(' ');
}

/** A line of the kernel's, without what an image does not hold. */
function asKept(line: string, ours: string | undefined): string {
  // CRIU keeps no name of a file system that it does not handle: those of the engine's bind mounts.
  const named = ours?.includes(' - ? ') === true ? line.replace(/ - \S+ /, ' - ? ') : line;
  // CRIU adds this word to every devpts that is an instance of its own.
  return named.includes(' - devpts ') ? `${named},newinstance` : named;
}

describe('the mounts of app are those of the kernel at the moment of the dump', () => {
  test.each([1, 7, 11])('of process %i', async (pid) => {
    const { namespaces, warnings } = mountsOf(await realCheckpoint('app.tar.gz'));
    expect(warnings).toEqual([]);
    const [mounts] = namespaces.filter(({ pids }) => pids.includes(pid));
    const ours = mounts?.mounts.map(mountInfo) ?? [];
    const kernel = readFileSync(`${PROC}${pid}/mountinfo`, 'utf8').trimEnd().split('\n');
    expect(ours).toEqual(kernel.map((line, index) => asKept(line, ours[index])));
  });

  test('only the binds of the host have no file system type', async () => {
    const { namespaces } = mountsOf(await realCheckpoint('app.tar.gz'));
    const untyped = namespaces[0]?.mounts.filter((each) => each.filesystem_type === undefined);
    expect(untyped?.map(({ mount_point }) => mount_point)).toEqual([
      '/run/.containerenv',
      '/etc/hostname',
      '/etc/hosts',
    ]);
    expect(untyped?.every(({ external }) => external)).toBe(true);
  });
});

test('the contents of a tmpfs are found by its device', async () => {
  const { namespaces } = mountsOf(await realCheckpoint('rich-podman.tar'));
  const contents = namespaces[0]?.mounts.filter((each) => each.contents !== undefined);
  expect(contents?.map(({ mount_point, contents: image }) => [mount_point, image])).toContainEqual([
    '/scratch',
    'tmpfs-dev-56.tar.gz.img',
  ]);
  const named = new Set(contents?.map((each) => each.contents));
  expect([...named].sort()).toEqual(
    [56, 58, 60, 61, 62, 63].map((device) => `tmpfs-dev-${device}.tar.gz.img`),
  );
  const shm = namespaces[0]?.mounts.find((each) => each.mount_point === '/dev/shm');
  expect(shm).toMatchObject({ filesystem_type: 'tmpfs', external_key: '/dev/shm' });
  expect(shm).not.toHaveProperty('contents');
});

test('the mounts of spec.dump come in file order with their options', async () => {
  const { spec } = mountsOf(await realCheckpoint('rich-podman.tar'));
  expect(spec.slice(0, 2)).toEqual([
    {
      destination: '/vol',
      type: 'bind',
      source: '/var/lib/containers/storage/volumes/richvol/_data',
      options: ['rw', 'rprivate', 'nosuid', 'nodev', 'rbind'],
    },
    {
      destination: '/sys',
      type: 'sysfs',
      source: 'sysfs',
      options: ['nosuid', 'noexec', 'nodev', 'ro'],
    },
  ]);
});

test('propagation, other file systems, deleted mounts and unknown flags', async () => {
  const mount = Buffer.concat([
    number(1, 16),
    number(2, 5),
    number(3, (8 << 20) | 1),
    number(4, 5),
    number(5, 0x40000401),
    delimited(6, '/a b'),
    delimited(7, '/mnt'),
    delimited(8, '/dev/sda1'),
    delimited(9, 'x=1,y'),
    number(10, 3),
    number(11, 4),
    delimited(14, 'xfs'),
    number(16, 1),
  ]);
  const path = scratch.directory('mounts', {
    'inventory.img': imageBytes('INVENTORY', [entry(number(4, 1))]),
    'pstree.img': imageBytes('PSTREE', []),
    'mountpoints-3.img': imageBytes('MNTS', [entry(mount)]),
    'mountpoints-4.img': Buffer.from('damaged'),
  });
  const { namespaces, warnings } = mountsOf(await checkpointOf(path));
  expect(namespaces).toEqual([
    {
      id: 3,
      pids: [],
      mounts: [
        {
          mount_id: 5,
          parent_id: 5,
          device: '8:1',
          root: '/a b',
          mount_point: '/mnt',
          mount_options: ['ro', 'noatime', '0x40000000'],
          shared: 3,
          master: 4,
          filesystem_type: 'xfs',
          mount_source: '/dev/sda1',
          data: 'x=1,y',
          external: false,
          deleted: true,
          with_plugin: false,
        },
      ],
    },
  ]);
  expect(warnings.map(({ place }) => place.member)).toEqual(['mountpoints-4.img']);
});
