import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openArchive } from '../../src/archive/open.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
const at = (name: string) => join(scratch.path, name);
const build = (...args: string[]) => runHere('checkpointctl', ['build', ...args]);
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
const SHELL_JOB = join(CHECKPOINTS, 'shell-job');

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The members of an archive with the hashes of their bytes. */
async function membersOf(file: string) {
  const archive = await openArchive(file, { keep: () => true });
  try {
    return archive.members.map((member) => {
      const { name, type, mode, uid, gid, mtimeNs } = member;
      const source = type === 'file' ? archive.source(member) : undefined;
      const bytes = source?.read(0, source.size) ?? new Uint8Array(0);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { name, type, mode, uid, gid, mtimeNs, sha256 };
    });
  } finally {
    archive.close();
  }
}

describe('an image is opened again', () => {
  test.each(['none', 'gzip', 'zstd'])(
    'its layer is the archive, with --compression %s',
    async (kind) => {
      const layout = at(`layout-${kind}`);
      const run = await build(
        'userns.tar',
        'counter:1',
        '-o',
        `oci:${layout}`,
        '--compression',
        kind,
      );
      expect(run).toMatchObject({ status: 0, stderr: '' });
      expect(await membersOf(layout)).toEqual(await membersOf(join(CHECKPOINTS, 'userns.tar')));
      const shown = await runHere('checkpointctl', ['ps', layout]);
      expect(shown.stdout).toBe((await runHere('checkpointctl', ['ps', 'userns.tar'])).stdout);
    },
  );

  test('an oci-archive is the layout as a tar, for its owner only', async () => {
    const [layout, file] = [at('layout'), at('image.tar')];
    const first = await build('userns.tar', 'counter', '-o', `oci:${layout}`);
    const second = await build('userns.tar', 'counter', '-o', `oci-archive:${file}`);
    expect(second.stdout).toBe(first.stdout);
    const { status } = spawnSync('tar', [
      '-xf',
      file,
      '-C',
      scratch.directory('unpacked', { 'x/': '' }),
    ]);
    expect(status).toBe(0);
    for (const name of readdirSync(layout, { recursive: true, encoding: 'utf8' })) {
      if (!/index|layout|[0-9a-f]{64}/.test(name)) continue;
      expect(
        readFileSync(at(join('unpacked', name))).equals(readFileSync(join(layout, name))),
      ).toBe(true);
    }
    expect((await membersOf(file)).length).toBe((await membersOf(layout)).length);
  });
});

test('blobs are what their digests say, and the manifest names them with their sizes', async () => {
  const layout = at('digests');
  const { stdout } = await build(
    'article-crio.tar',
    'quay.io/x/counter:blog',
    '-o',
    `oci:${layout}`,
  );
  const blobs = join(layout, 'blobs/sha256');
  for (const name of readdirSync(blobs)) {
    expect(
      createHash('sha256')
        .update(readFileSync(join(blobs, name)))
        .digest('hex'),
    ).toBe(name);
  }
  const index = json(join(layout, 'index.json'));
  const digest = stdout.trimEnd();
  expect(index['manifests']).toEqual([
    {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest,
      size: readFileSync(join(blobs, digest.slice(7))).length,
      annotations: { 'org.opencontainers.image.ref.name': 'quay.io/x/counter:blog' },
      platform: { architecture: 'amd64', os: 'linux' },
    },
  ]);
  const manifest = json(join(blobs, digest.slice(7)));
  expect(manifest).toMatchObject({
    schemaVersion: 2,
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar' }],
    annotations: { 'org.criu.checkpoint.container.name': 'counter' },
  });
  const config = json(join(blobs, (manifest['config'] as { digest: string }).digest.slice(7)));
  // The time at which CRI-O says that it was frozen (config.dump, checkpointedTime).
  expect(config).toMatchObject({
    architecture: 'amd64',
    os: 'linux',
    created: '2023-03-02T06:08:01Z',
  });
});

test('the same archive makes the same image, whatever it is called, whenever it was copied', async () => {
  const copy = at('checkpoint-a_b-c-2020-01-01T00:00:00Z.tar');
  copyFileSync(join(CHECKPOINTS, 'userns.tar'), copy);
  utimesSync(copy, 1, 1);
  const digests = [];
  for (const [index, archive] of ['userns.tar', copy].entries()) {
    for (const kind of ['none', 'zstd']) {
      digests.push(
        (
          await build(
            archive,
            'a',
            '-o',
            `oci:${at(`same-${index}-${kind}`)}`,
            '--compression',
            kind,
          )
        ).stdout,
      );
    }
  }
  expect(digests[0]).toMatch(/^sha256:[0-9a-f]{64}\n$/);
  expect(digests.slice(2)).toEqual(digests.slice(0, 2));
  // An image of that image is that image.
  const again = await build(at('same-0-zstd'), 'a', '-o', `oci:${at('again')}`);
  expect(again.stdout).toBe(digests[0]);
});

test('of a pod one container, as its own archive would have it', async () => {
  const archive = await scratch.tar('several.tar', {
    'pod.options': JSON.stringify({ containers: { one: 'c1', two: 'c2' } }),
    ...{
      'c1/': '',
      'c1/checkpoint/': '',
      'c1/config.dump': '{"rootfsImageName":"i:1"}',
      'c1/spec.dump': '{}',
    },
    ...{ 'c2/': '', 'c2/checkpoint/': '', 'c2/config.dump': '{}', 'c2/spec.dump': '{}' },
  });
  const without = await build(archive, 'x', '-o', `oci:${at('pod')}`);
  expect(without).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('--container') as string,
  });
  const args = [archive, 'x', '-o', `oci:${at('pod')}`, '--container', 'one'];
  const unknown = await build(...args);
  expect(unknown.stderr).toMatch(/no process tells the architecture.*--arch/);
  expect(await build(...args, '--arch', 'riscv64')).toMatchObject({ status: 0, stderr: '' });
  expect((await membersOf(at('pod'))).map(({ name }) => name)).toEqual([
    ...['checkpoint', 'config.dump', 'spec.dump'],
  ]);
});

describe('nothing is replaced, and nothing left that is not whole', () => {
  test('what is there stays', async () => {
    const directory = scratch.directory('there', { 'mine.txt': 'mine' });
    const file = scratch.file('there.tar', 'mine');
    for (const output of [`oci:${directory}`, `oci-archive:${file}`]) {
      const { stderr, status } = await build('userns.tar', 'x', '-o', output);
      expect(status).toBe(1);
      expect(stderr).toContain('exists already');
    }
    expect(readFileSync(join(directory, 'mine.txt'), 'utf8')).toBe('mine');
    expect(readFileSync(file, 'utf8')).toBe('mine');
    const replaced = await build('userns.tar', 'x', '-o', `oci-archive:${file}`, '--force');
    expect(replaced.status).toBe(0);
    const same = await build(file, 'x', '-o', `oci-archive:${file}`, '--force');
    expect(same.stderr).toContain('the same file');
  });

  test('an archive that is cut off makes no image', async () => {
    const cut = at('cut.tar');
    copyFileSync(join(CHECKPOINTS, 'userns.tar'), cut);
    truncateSync(cut, 600_000);
    mkdirSync(at('empty'));
    for (const output of [`oci:${at('empty/image')}`, `oci-archive:${at('empty/image.tar')}`]) {
      const { stderr, status } = await build(cut, 'x', '-o', output);
      expect(status).toBe(1);
      expect(stderr).toContain('unexpected EOF');
    }
    expect(readdirSync(at('empty'))).toEqual([]);
  });

  test.each([
    ['docker.io/Counter', 'invalid image name'],
    ['a@sha256:00', 'invalid image name'],
    ['../x', 'invalid image name'],
  ])('%s is no name of an image', async (name, reason) => {
    expect((await build('userns.tar', name, '-o', `oci:${at('not-made')}`)).stderr).toContain(
      reason,
    );
  });

  test.each([
    ['elsewhere:x', 'invalid destination'],
    ['oci:', 'has no path'],
    ['oci-archive:-', 'needs a file'],
  ])('-o %s', async (output, reason) => {
    expect((await build('userns.tar', 'x', '-o', output)).stderr).toContain(reason);
  });
});

describe('buildah', () => {
  test('there is none', async () => {
    vi.stubEnv('PATH', scratch.directory('no-programs', { 'x/': '' }));
    for (const args of [[], ['--buildah'], ['-o', 'containers-storage:']]) {
      const { stderr, status } = await build('userns.tar', 'x', ...args);
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /^Error: there is no buildah in PATH.* -o oci:DIR or -o oci-archive:FILE/,
      );
    }
  });

  test('it is given the image as an archive, of which it takes the name', async () => {
    const programs = scratch.directory('programs', {
      buildah: `#!/bin/sh\n[ "$1" = --version ] && exit\necho "$@" > ${at('asked')}\ncp "\${3#oci-archive:}" ${at('given.tar')}\n`,
    });
    chmodSync(join(programs, 'buildah'), 0o755);
    vi.stubEnv('PATH', `${programs}:${process.env['PATH'] ?? ''}`);
    vi.stubEnv('TMPDIR', scratch.directory('tmp', { 'x/': '' }));
    const { stdout, status } = await build('userns.tar', 'localhost/x:1');
    expect(status).toBe(0);
    expect(readFileSync(at('asked'), 'utf8')).toMatch(
      /^pull --quiet oci-archive:\/.*\/image\.tar\n$/,
    );
    const given = readFileSync(at('given.tar'));
    expect(given.includes(stdout.trimEnd())).toBe(true);
    expect(given.includes('"org.opencontainers.image.ref.name":"localhost/x:1"')).toBe(true);
    expect(readdirSync(at('tmp'))).toEqual(['x']);
  });

  test('what it refuses is told in its words', async () => {
    const programs = scratch.directory('failing', {
      buildah:
        '#!/bin/sh\n[ "$1" = --version ] && exit\necho one >&2; echo no room >&2; exit 125\n',
    });
    chmodSync(join(programs, 'buildah'), 0o755);
    vi.stubEnv('PATH', `${programs}:${process.env['PATH'] ?? ''}`);
    const { stdout, stderr, status } = await build(SHELL_JOB, 'x');
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toBe('Error: buildah pull failed: no room\n');
  });
});

const hasSkopeo = spawnSync('skopeo', ['--version']).error === undefined;

test.skipIf(!hasSkopeo && process.env['CI'] === undefined)(
  'skopeo inspects and copies it',
  async () => {
    const file = at('for-skopeo.tar');
    const { stdout } = await build(
      'userns.tar',
      'counter:blog',
      '-o',
      `oci-archive:${file}`,
      '--compression=zstd',
    );
    const skopeo = (...args: string[]) => {
      const run = spawnSync('skopeo', args, {
        encoding: 'utf8',
        env: { ...process.env, TMPDIR: scratch.path },
      });
      expect(run.stderr.replace(/^(?:Getting|Copying|Writing|Storing).*\n/gm, '')).toBe('');
      return run.stdout;
    };
    const inspected = JSON.parse(skopeo('inspect', `oci-archive:${file}:counter:blog`)) as object;
    expect(inspected).toMatchObject({
      Architecture: 'amd64',
      Os: 'linux',
      Digest: stdout.trimEnd(),
    });
    skopeo('copy', `oci-archive:${file}`, `dir:${at('copied')}`);
    expect((await membersOf(at('copied'))).map(({ sha256 }) => sha256)).toEqual(
      (await membersOf(join(CHECKPOINTS, 'userns.tar'))).map(({ sha256 }) => sha256),
    );
  },
);
