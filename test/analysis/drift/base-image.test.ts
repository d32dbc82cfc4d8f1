import { mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { ociArchive, image, indexOf, layoutFiles } from '../../archive/image/image-builder.js';
import { zstdOf } from '../../support/archive-forms.js';
import { madeTree } from '../../support/made-tree.js';
import { runHere } from '../../support/run-here.js';
import { Scratch } from '../../support/scratch.js';

const scratch = new Scratch();
const MADE = new Date('2026-01-02T03:04:05Z');
const LATER = new Date('2026-05-06T07:08:09Z');
const ELF = '\x7fELF-first';
const OTHER_ELF = '\x7fELF-other';

type Layer = readonly (readonly [Partial<Header> & { name: string }, string?])[];

async function layerOf(entries: Layer): Promise<Buffer> {
  const stream = pack();
  for (const [header, data = ''] of entries) {
    stream.entry({ mode: 0o644, uid: 0, gid: 0, mtime: MADE, ...header }, data);
  }
  stream.finalize();
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}

const BASE: Layer = [
  [{ name: 'etc/passwd' }, 'root:x:0:0::/:/bin/sh\n'],
  [{ name: 'etc/same' }, 'same'],
  [{ name: 'etc/touched' }, 'touched'],
  [{ name: 'etc/meta' }, 'meta'],
  [{ name: 'etc/owner' }, 'owner'],
  [{ name: 'etc/old.conf' }, 'old'],
  [{ name: 'etc/link', type: 'symlink', linkname: 'passwd' }],
  [{ name: 'usr/bin/tool', mode: 0o755 }, ELF],
  [{ name: 'usr/bin/hard', type: 'link', linkname: 'usr/bin/tool' }],
  [{ name: 'usr/bin/same', mode: 0o755 }, ELF],
  [{ name: 'opt/app/a' }, 'a'],
  [{ name: 'srv/old' }, 'old'],
  [{ name: 'var/dir/below' }, 'below'],
];

const SECOND: Layer = [
  [{ name: 'etc/passwd' }, 'root:x:0:0::/:/bin/sh\napp:x:7:7::/:/bin/sh\n'],
  [{ name: 'opt/app/.wh.a' }],
  // A file in the place of a directory hides all below.
  [{ name: 'var/dir' }, 'now a file'],
];

/** What leads out of the tree, and whiteouts of names that no file has: they hide nothing. */
const HOSTILE: Layer = [
  [{ name: 'srv/.wh..wh..opq' }],
  [{ name: 'srv/new' }, 'new'],
  [{ name: '.wh.' }],
  [{ name: 'etc/.wh...' }],
  [{ name: '../../escape' }, 'escape'],
  [{ name: 'out', type: 'symlink', linkname: '../../../..' }],
  [{ name: 'loop', type: 'link', linkname: 'loop' }],
];

const CHANGED: Layer = [
  [{ name: 'etc/passwd', mtime: LATER }, 'root:x:0:0::/:/bin/sh\napp:x:7:7::/:/bin/sh\n'],
  [{ name: 'etc/same' }, 'same'],
  [{ name: 'etc/touched', mtime: LATER }, 'touched'],
  [{ name: 'etc/meta', mode: 0o600 }, 'meta'],
  [{ name: 'etc/owner', uid: 5, mtime: LATER }, 'owner'],
  [{ name: 'etc/link', type: 'symlink', linkname: 'shadow' }],
  [{ name: 'usr/bin/tool', mode: 0o755 }, OTHER_ELF],
  [{ name: 'usr/bin/hard' }, ELF],
  [{ name: 'usr/bin/same', mode: 0o4755 }, ELF],
  [{ name: 'opt/app/a' }, 'a'],
  [{ name: 'srv/old' }, 'old'],
  [{ name: 'srv/new', type: 'directory' }],
  [{ name: 'var/dir/below' }, 'below'],
  [{ name: 'loop' }, 'loop'],
  [{ name: 'tmp/dropped', mode: 0o755 }, ELF],
];

/** Of the layers, by the OCI image spec: what each file of CHANGED is beside the image. */
const EXPECTED = {
  'etc/passwd': ['touched', ['time']],
  'etc/same': ['same', []],
  'etc/touched': ['touched', ['time']],
  'etc/meta': ['metadata', ['mode']],
  'etc/owner': ['metadata', ['owner', 'time']],
  'etc/link': ['changed', ['target']],
  'usr/bin/tool': ['changed', ['content']],
  'usr/bin/hard': ['metadata', ['mode']],
  'usr/bin/same': ['metadata', ['mode']],
  'opt/app/a': ['new', []],
  'srv/old': ['new', []],
  'srv/new': ['changed', ['type']],
  'var/dir/below': ['new', []],
  loop: ['new', []],
  'tmp/dropped': ['new', []],
  'etc/old.conf': ['deleted', []],
} as const;

let archive: string;
const images: Record<string, string> = {};

beforeAll(async () => {
  archive = await scratch.tar('checkpoint.tar', {
    'config.dump': JSON.stringify({ id: 'made', name: 'made' }),
    'rootfs-diff.tar': await layerOf(CHANGED),
    'deleted.files': JSON.stringify(['/etc/old.conf', '/never/there']),
    ...Object.fromEntries(
      Object.entries(madeTree([{ pid: 1, ppid: 0 }])).map(([name, bytes]) => [
        `checkpoint/${name}`,
        bytes,
      ]),
    ),
  });
  const [base, second, hostile] = await Promise.all([BASE, SECOND, HOSTILE].map(layerOf));
  if (base === undefined || second === undefined || hostile === undefined) throw new Error();
  const blobs = image([base, gzipSync(second), zstdOf(hostile)]);
  images['oci'] = `oci:${scratch.directory('layout', layoutFiles(indexOf(blobs), blobs))}`;
  const packed = await ociArchive(indexOf(blobs), blobs);
  images['oci-archive'] = `oci-archive:${scratch.file('image.tar', packed)}`;
  images['compressed archive'] = scratch.file('image.tar.gz', gzipSync(packed));
});

interface Row {
  readonly name: string;
  readonly change?: string;
  readonly differs?: readonly string[];
}

async function rowsOf(...args: readonly string[]): Promise<Row[]> {
  const { stdout } = await runHere('checkpointctl', ['rootfs', ...args, '--format', 'json']);
  return JSON.parse(stdout) as Row[];
}

function changesOf(rows: readonly Row[]): Record<string, unknown> {
  return Object.fromEntries(
    rows
      .filter(({ change }) => change !== undefined)
      .map(({ name, change, differs }) => [name, [change, differs]]),
  );
}

describe('rootfs --image', () => {
  it.each(['oci', 'oci-archive', 'compressed archive'])(
    'compares with an image: %s',
    async (form) => {
      const rows = await rowsOf(archive, '--image', images[form] ?? '');
      expect(changesOf(rows)).toEqual(EXPECTED);
      // What the container made and deleted is nothing of the image.
      expect(rows.find(({ name }) => name === 'never/there')?.change).toBeUndefined();
    },
  );

  it('compares with an unpacked image, and follows no link out of it', async () => {
    const tree = scratch.directory('tree', { 'usr/bin/tool': OTHER_ELF, 'etc/touched': 'touched' });
    utimesSync(join(tree, 'etc/touched'), MADE, MADE);
    mkdirSync(join(scratch.path, 'outside/app'), { recursive: true });
    scratch.file('outside/app/a', 'a');
    mkdirSync(join(tree, 'opt'));
    symlinkSync('../../outside', join(tree, 'opt/app'));
    symlinkSync(join(scratch.path, 'outside'), join(tree, 'srv'));
    const found = changesOf(await rowsOf(archive, '--image', tree));
    expect(found['usr/bin/tool']).toEqual(['metadata', expect.arrayContaining(['mode', 'time'])]);
    expect(found['opt/app/a']).toEqual(['new', []]);
    expect(found['srv/old']).toEqual(['new', []]);
  });

  it('--executables tells the same of programs', async () => {
    const rows = await rowsOf(archive, '--executables', '--image', images['oci'] ?? '');
    expect(changesOf(rows)).toEqual({
      'usr/bin/tool': ['changed', ['content']],
      'usr/bin/hard': ['metadata', ['mode']],
      'usr/bin/same': ['metadata', ['mode']],
      'tmp/dropped': ['new', []],
    });
  });

  it.each([
    ['oci:/nowhere', 'open /nowhere: no such file or directory'],
    ['latest', 'is no image, so there is no "latest" in it'],
  ])('%s is told as what it is', async (word, reason) => {
    const { stderr, status } = await runHere('checkpointctl', ['rootfs', archive, '--image', word]);
    expect(stderr).toContain(reason);
    expect(status).toBe(1);
  });

  it('of several images one has to be named', async () => {
    const first = image([await layerOf(BASE)]);
    const other = image([await layerOf(SECOND)]);
    const index = {
      schemaVersion: 2,
      manifests: [first, other].flatMap(
        (blobs, at) => indexOf(blobs, { 'org.opencontainers.image.ref.name': `v${at}` }).manifests,
      ),
    };
    const layout = scratch.directory('several', layoutFiles(index, [...first, ...other]));
    const { stderr } = await runHere('checkpointctl', ['rootfs', archive, '--image', layout]);
    expect(stderr).toContain('holds several images: v0');
    const rows = await rowsOf(archive, '--image', `oci:${layout}:v1`);
    expect(changesOf(rows)['etc/passwd']).toEqual(['touched', ['time']]);
    expect(changesOf(rows)['etc/same']).toEqual(['new', []]);
  });
});

describe('triage --image', () => {
  const filesOf = async (...args: readonly string[]): Promise<string[]> => {
    const { stdout } = await runHere('checkpointctl', [
      'triage',
      archive,
      ...args,
      '--format',
      'json',
    ]);
    const rows = JSON.parse(stdout) as { rule: string; subject: string; severity: string }[];
    return rows
      .filter(({ subject }) => subject.startsWith('file '))
      .map(({ rule, subject, severity }) => `${severity} ${rule} ${subject.slice(5)}`);
  };

  it('tells what really differs: not what was merely touched', async () => {
    expect(await filesOf()).toEqual(expect.arrayContaining(['high account-change /etc/passwd']));
    const found = await filesOf('--image', images['oci'] ?? '', '--not-rule', 'odd-time');
    expect(found).toEqual([
      'high dropped-executable /usr/bin/same',
      'medium dropped-executable /usr/bin/tool',
      'medium dropped-executable /tmp/dropped',
    ]);
  });

  it('-v shows what was changed in a text', async () => {
    const old = scratch.directory('old', { 'etc/passwd': 'root:x:0:0::/:/bin/sh\n' });
    const { stdout } = await runHere('checkpointctl', [
      ...['triage', archive, '-v', '--rule', 'account-change', '--image', old],
    ]);
    expect(stdout).toMatch(/^ +\+app:x:7:7::\/:\/bin\/sh$/m);
  });
});
