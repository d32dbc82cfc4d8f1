import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { PLACE_KINDS, contentPlaces } from '../../../src/model/contents/content-places.js';
import { DEFAULT_LIMITS } from '../../../src/archive/limits.js';
import { openArchive } from '../../../src/archive/open.js';
import { findCheckpoints } from '../../../src/model/checkpoint.js';
import { header, member, packTar, padded, pax, tar } from '../../archive/tar-builder.js';
import { encode } from '../../support/codec.js';
import { madeCheckpoint } from '../../support/made-checkpoint.js';
import { readPlaces } from '../../support/places.js';
import { Scratch } from '../../support/scratch.js';

const scratch = new Scratch();
const LARGE = Buffer.alloc(300_000, 'large file ');

/** A sparse file of PAX 1.0 whose fragments are `[start, text]`. */
function sparse(name: string, size: number, fragments: [number, string][]): Buffer {
  const map = `${fragments.length}\n${fragments.map(([at, text]) => `${at}\n${text.length}\n`).join('')}`;
  const data = Buffer.concat([
    padded(Buffer.from(map)),
    Buffer.from(fragments.map(([, text]) => text).join('')),
  ]);
  const records = [
    ['GNU.sparse.major', '1'],
    ['GNU.sparse.minor', '0'],
    ['GNU.sparse.name', name],
    ['GNU.sparse.realsize', String(size)],
  ] as const;
  return Buffer.concat([pax(records), member({ name: 'GNUSparseFile.0/x' }, data)]);
}

const files = { 'etc/passwd': 'root:x:0:0', 'var/': '', 'var/empty': '', 'var/large': LARGE };

/** Names with their texts, those of large ones by their length. */
async function tell(members: Parameters<typeof madeCheckpoint>[0], limits = DEFAULT_LIMITS) {
  const checkpoint = madeCheckpoint(members, 'checkpoint/');
  const { places, warnings } = await readPlaces(checkpoint, PLACE_KINDS, limits);
  const told = places.map(({ kind, name, content, runs }) => {
    const texts = runs.map(({ at, bytes }) => {
      const text = bytes.length > 100 ? bytes.length : bytes.toString();
      return at === 0 ? text : [at, text];
    });
    return [kind, name, content, ...texts];
  });
  return { places, told, warnings };
}

describe('files of the root filesystem', () => {
  test('in a plain tar are in random access, in a compressed one they pass by', async () => {
    const plain = await packTar(files);
    for (const [bytes, content] of [
      [plain, 'pieces'],
      [gzipSync(plain), 'stream'],
      [gzipSync(gzipSync(plain)), 'stream'],
    ] as const) {
      const { places, told, warnings } = await tell({ 'rootfs-diff.tar': bytes });
      expect(warnings).toEqual([]);
      expect(told).toEqual([
        ['rootfs', 'rootfs-diff.tar:etc/passwd', content, 'root:x:0:0'],
        ['rootfs', 'rootfs-diff.tar:var/large', content, 300_000],
      ]);
      expect(places.map((place) => place.member)).toEqual(places.map((place) => place.name));
      expect(places[1]?.runs[0]?.bytes.equals(LARGE)).toBe(true);
    }
  });

  test('links, devices and whiteouts have no bytes of their own', async () => {
    const bytes = tar(
      member({ name: 'a' }, 'text'),
      header({ name: 'b', type: '1', linkName: 'a' }),
      header({ name: 'c', type: '2', linkName: 'a' }),
      header({ name: 'd', type: '3', device: [1, 3] }),
      member({ name: '.wh.e' }),
      member({ name: 'a' }, 'newer'),
    );
    expect((await tell({ 'rootfs-diff.tar': bytes })).told).toEqual([
      ['rootfs', 'rootfs-diff.tar:a', 'pieces', 'text'],
      ['rootfs', 'rootfs-diff.tar:a', 'pieces', 'newer'],
    ]);
  });

  test('that come while an earlier one was not read, or in part', async () => {
    const checkpoint = madeCheckpoint(
      { 'rootfs-diff.tar': gzipSync(await packTar(files)) },
      'checkpoint/',
    );
    const names: string[] = [];
    for await (const { name, content } of contentPlaces(checkpoint, new Set(['rootfs']))) {
      names.push(name);
      if (content.kind !== 'stream' || names.length > 1) continue;
      for await (const chunk of content.chunks) if (chunk.length > 0) break;
    }
    expect(names).toEqual(['rootfs-diff.tar:etc/passwd', 'rootfs-diff.tar:var/large']);
    expect(checkpoint.damage.list).toEqual([]);
  });
});

describe('a tar that is damaged', () => {
  const text = 'x'.repeat(50);

  test('gives what is before it is cut off, of the last file too', async () => {
    const plain = await packTar({ 'a.txt': 'whole', 'b.txt': text, 'c.txt': 'never' });
    for (const [bytes, content] of [
      [plain.subarray(0, 1536 + 7), 'pieces'],
      [gzipSync(plain.subarray(0, 1536 + 7)), 'stream'],
    ] as const) {
      const { told, warnings } = await tell({ 'devshm-checkpoint.tar': bytes });
      expect(told).toEqual([
        ['shm', 'devshm-checkpoint.tar:a.txt', content, 'whole'],
        ['shm', 'devshm-checkpoint.tar:b.txt', content, 'xxxxxxx'],
      ]);
      expect(warnings).toEqual([
        'made.tar:devshm-checkpoint.tar:b.txt: unexpected EOF at offset 0x7',
      ]);
    }
  });

  test('in its compression or its headers', async () => {
    const noise = Buffer.from(Array.from({ length: 400_000 }, (_, index) => (index * 7919) % 251));
    const packed = gzipSync(await packTar({ first: 'whole', second: noise }));
    const headers = Buffer.concat([await packTar({ good: 'good' })]).subarray(0, 1024);
    const { told, warnings } = await tell({
      'checkpoint/tmpfs-dev-1.tar.gz.img': packed.subarray(0, packed.length - 20),
      'checkpoint/tmpfs-dev-2.tar.gz.img': Buffer.alloc(700, 'garbage'),
      'checkpoint/tmpfs-dev-3.tar.gz.img': Buffer.alloc(0),
      'volumes/v.tar': Buffer.concat([headers, Buffer.alloc(600, 1)]),
    });
    expect(told.map(([, name]) => name)).toEqual([
      'checkpoint/tmpfs-dev-1.tar.gz.img:first',
      'checkpoint/tmpfs-dev-1.tar.gz.img:second',
      'volumes/v.tar:good',
    ]);
    expect(warnings.map((each) => each.replace(/^made.tar:(\S+): .*/, '$1'))).toEqual([
      'checkpoint/tmpfs-dev-1.tar.gz.img',
      'checkpoint/tmpfs-dev-2.tar.gz.img',
      'volumes/v.tar',
    ]);
  });

  test('unpacks to no more than the limit', async () => {
    const bomb = gzipSync(await packTar({ first: 'whole', bomb: Buffer.alloc(3_000_000) }));
    const limits = { ...DEFAULT_LIMITS, maxUnpacked: 1_000_000 };
    const { told, warnings } = await tell({ 'volumes/v.tar': bomb }, limits);
    expect(told[0]).toEqual(['volumes', 'volumes/v.tar:first', 'stream', 'whole']);
    expect(told).toHaveLength(2);
    expect(warnings).toEqual([expect.stringMatching(/unpacks to more than 1000000 bytes/)]);
  });
});

describe('files with holes', () => {
  const text = 'x'.repeat(7);

  test('read as zeros, and a hole of exabytes costs nothing', async () => {
    const huge = 2 ** 52;
    const bytes = tar(
      sparse('short', 20, [
        [2, text],
        [12, text],
      ]),
      sparse('long', huge, [
        [0, text],
        [huge / 2, text],
      ]),
      sparse('empty', huge, []),
      member({ name: 'last' }, 'last'),
    );
    for (const [packed, content] of [
      [bytes, 'pieces'],
      [gzipSync(bytes), 'stream'],
    ] as const) {
      const { told, warnings } = await tell({ 'rootfs-diff.tar': packed });
      expect(warnings).toEqual([]);
      expect(told).toEqual([
        ['rootfs', 'rootfs-diff.tar:short', 'pieces', `\0\0${text}\0\0\0${text}\0`],
        [
          'rootfs',
          'rootfs-diff.tar:long',
          'pieces',
          7 + 4096,
          [huge / 2 - 4096, 4096 + 7 + 4096],
          [huge - 4096, 4096],
        ],
        ['rootfs', 'rootfs-diff.tar:empty', 'pieces', 4096, [huge - 4096, 4096]],
        ['rootfs', 'rootfs-diff.tar:last', content, 'last'],
      ]);
    }
  });

  test('of which a compressed tar has more than fits memory give a warning', async () => {
    const bytes = gzipSync(
      tar(sparse('holes', 9000, [[5000, 'x'.repeat(2000)]]), member({ name: 'next' }, 'next')),
    );
    const { told, warnings } = await tell(
      { 'rootfs-diff.tar': bytes },
      { ...DEFAULT_LIMITS, maxInMemory: 1000 },
    );
    expect(told).toEqual([['rootfs', 'rootfs-diff.tar:next', 'stream', 'next']]);
    expect(warnings).toEqual([
      expect.stringMatching(/^made\.tar:rootfs-diff\.tar:holes: does not/),
    ]);
  });

  test('that are cut off are left out', async () => {
    const whole = tar(member({ name: 'first' }, 'first'), sparse('holes', 90, [[50, text]]));
    const { told, warnings } = await tell({ 'rootfs-diff.tar': whole.subarray(0, -1024 - 509) });
    expect(told.map(([, name]) => name)).toEqual(['rootfs-diff.tar:first']);
    expect(warnings).toEqual([expect.stringMatching(/holes: unexpected EOF/)]);
  });
});

describe('tmpfs', () => {
  const mount = (id: number, device: string, root: string, mountpoint: string) => ({
    ...{ fstype: 5, mnt_id: id, root_dev: device, parent_mnt_id: 1, flags: '0x0' },
    ...{ root, mountpoint, source: 'tmpfs', options: '' },
  });
  const image = (entries: unknown[]) => encode(JSON.stringify({ magic: 'MNTS', entries }));

  test('is named by the mount that shows all of it, in old sets by the mount id', async () => {
    const packed = gzipSync(await packTar({ './secrets/token': 'token' }));
    const { places } = await tell({
      'checkpoint/tmpfs-dev-56.tar.gz.img': packed,
      'checkpoint/tmpfs-dev-57.tar.gz.img': packed,
      'checkpoint/tmpfs-9.tar.gz.img': packed,
      'checkpoint/mountpoints-2.img': image([
        mount(30, '0:56', '/', '/again'),
        mount(20, '0:56', '/', '/run'),
        mount(9, '0:90', '/', '/old'),
      ]),
      'checkpoint/mountpoints-1.img': image([
        mount(5, '0:56', '/secrets', '/bound'),
        mount(6, '0:57', '/secrets', '/elsewhere'),
      ]),
    });
    expect(places.map(({ kind, name, member: of }) => [kind, name, of])).toEqual([
      ['tmpfs', 'tmpfs /run:secrets/token', 'checkpoint/tmpfs-dev-56.tar.gz.img:secrets/token'],
      [
        'tmpfs',
        'checkpoint/tmpfs-dev-57.tar.gz.img:secrets/token',
        'checkpoint/tmpfs-dev-57.tar.gz.img:secrets/token',
      ],
      ['tmpfs', 'tmpfs /old:secrets/token', 'checkpoint/tmpfs-9.tar.gz.img:secrets/token'],
    ]);
  });
});

describe('plain members', () => {
  test('of an engine, of Docker and of CRIU are told apart', async () => {
    const { told, warnings } = await tell({
      'stats-dump': 'stats',
      'config.dump': '{}',
      'artifacts/other': 'other',
      status: 'containerd',
      'status.dump': 'cri',
      'pod.dump': 'pod',
      'container.log': 'printed',
      'checkpoint/config.json': 'docker',
      'checkpoint/core-1.img': 'core',
      'checkpoint/criu.work/dump.log': 'criu',
      'checkpoint/empty.log': '',
    });
    expect(warnings).toEqual([]);
    expect(told).toEqual([
      ['logs', 'container.log', 'pieces', 'printed'],
      ['logs', 'checkpoint/criu.work/dump.log', 'pieces', 'criu'],
      ['metadata', 'config.dump', 'pieces', '{}'],
      ['metadata', 'status', 'pieces', 'containerd'],
      ['metadata', 'status.dump', 'pieces', 'cri'],
      ['metadata', 'pod.dump', 'pieces', 'pod'],
      ['metadata', 'checkpoint/config.json', 'pieces', 'docker'],
    ]);
  });

  test('of a pod are those of the container, and of the pod as a whole', async () => {
    const pack = async (name: string) => ({
      [`${name}/config.dump`]: name,
      [`${name}/ctr.log`]: `log of ${name}`,
      [`${name}/rootfs-diff.tar`]: await packTar({ 'etc/x': `x of ${name}` }),
      [`${name}/volumes/v.tar`]: await packTar({ y: `y of ${name}` }),
      [`${name}/checkpoint/inventory.img`]: 'none',
      [`${name}/checkpoint/descriptors.json`]: '[]',
    });
    const file = await scratch.tar('pod.tar', {
      'pod.options': '{"version": 1, "containers": {"web": "one", "db": "two"}}',
      'pod.dump': 'pod',
      ...(await pack('one')),
      ...(await pack('two')),
    });
    const archive = await openArchive(file);
    const [, second] = findCheckpoints(archive);
    if (second === undefined) throw new Error('one container');
    const { places, warnings } = await readPlaces(second);
    archive.close();
    expect(warnings).toEqual([]);
    const told = places.map(({ kind, name, runs }) => [kind, name, runs[0]?.bytes.toString()]);
    expect(told.filter(([, name]) => name !== 'pod.options')).toEqual([
      ['rootfs', 'two/rootfs-diff.tar:etc/x', 'x of two'],
      ['volumes', 'two/volumes/v.tar:y', 'y of two'],
      ['logs', 'two/ctr.log', 'log of two'],
      ['metadata', 'pod.dump', 'pod'],
      ['metadata', 'two/config.dump', 'two'],
      ['metadata', 'two/checkpoint/descriptors.json', '[]'],
    ]);
    expect(told.map(([, name]) => name)).toContain('pod.options');
  });
});
