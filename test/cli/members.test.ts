import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runWhole } from '../support/run-here.js';
import { CHECKPOINTS, runProgram } from '../support/run-program.js';
import { Scratch, tarBytes } from '../support/scratch.js';

const scratch = new Scratch();
const run = (...args: string[]) => runWhole('checkpointctl', args);
const lines = async (...args: string[]) => (await run(...args)).stdout.trimEnd().split('\n');

interface Row {
  readonly name: string;
  readonly type: string;
}
const json = async (...args: string[]) =>
  JSON.parse((await run(...args, '--format', 'json')).stdout) as Row[];

describe('checkpointctl ls', () => {
  test('lists members as tar -tv does', async () => {
    const found = await lines('ls', 'article-crio.tar');
    expect(found[0]).toBe('-rw-r--r-- 0/0     154 2023-03-02 06:08:01 bind.mounts');
    expect(found[1]).toBe('drw------- 0/0       0 2023-03-02 06:08:01 checkpoint/');
    expect(found).toHaveLength(45);
  });

  test('lists a directory, and what is below it only', async () => {
    const found = await json('ls', 'rich-podman.tar', 'volumes');
    expect(found.map(({ name }) => name)).toEqual(['volumes/richvol.tar']);
  });

  test.each([
    ['devshm-checkpoint.tar', ['.', 'in-shm']],
    ['volumes/richvol.tar', ['.', 'in-volume']],
    ['checkpoint/tmpfs-dev-61.tar.gz.img', ['.']],
  ])('goes into %s', async (path, names) => {
    expect((await json('ls', 'rich-podman.tar', path)).map(({ name }) => name)).toEqual(names);
  });

  test('marks deleted files of the root file system', async () => {
    const found = await lines('ls', 'rich-podman.tar', 'rootfs-diff.tar');
    expect(found).toContain('lrwxrwxrwx root/root   0 2026-11-23 04:11:00 opt/d/link -> ../x');
    expect(found.slice(-2)).toEqual([
      '---------- -           - -                   etc/cron.daily (deleted)',
      '---------- -           - -                   etc/issue (deleted)',
    ]);
    expect(await lines('rootfs', 'rich-podman.tar')).toEqual(found);
    expect((await json('rootfs', 'rich-podman.tar')).at(-1)).toEqual({
      archive: 'rich-podman.tar',
      name: 'etc/issue',
      type: 'deleted',
      told_by: 'deleted.files',
    });
    const inEtc = (await json('ls', 'rich-podman.tar', 'rootfs-diff.tar:/etc')).map(
      ({ name }) => name,
    );
    expect(inEtc).toEqual([
      'etc/debian_version',
      'etc/motd',
      'etc/newfile',
      'etc/cron.daily',
      'etc/issue',
    ]);
  });

  test('shows control characters and bytes that are no text escaped, and takes names so', async () => {
    const archive = await scratch.tar('odd.tar', { 'a\u001b[2Jb\n': 'found' });
    expect((await run('ls', archive)).stdout).toMatch(/ a\\x1b\[2Jb\\n\n$/);
    expect((await run('cat', archive, 'a\\x1b[2Jb\\n')).stdout).toBe('found');
  });

  test.each([
    ['ls', ['rich-podman.tar', 'nope'], 'rich-podman.tar:nope: no such member'],
    ['ls', ['rich-podman.tar', 'rootfs-diff.tar:nope'], 'rootfs-diff.tar:nope: no such member'],
    ['rootfs', ['rich-plain'], 'rich-plain: no changes of the root file system were saved'],
    ['cat', ['rich-podman.tar', 'checkpoint'], ':checkpoint: is a directory, not a file'],
    [
      'cat',
      ['incr-final.tar', 'checkpoint/parent'],
      'is a symlink to ../pre-checkpoint, not a file',
    ],
    ['cat', ['rich-podman.tar', 'rootfs-diff.tar:opt/d/fifo'], 'is a fifo, not a file'],
    ['cat', ['pod.tar'], 'accepts 2 arg(s), received 1'],
    ['ls', ['pod.tar', '--container', 'web'], 'no container web'],
  ])('%s %j fails in one line', async (command, args, message) => {
    const { stdout, stderr, status } = await run(command, ...args);
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toMatch(/^Error: [^\n]*\n$/);
    expect(stderr).toContain(message);
  });
});

describe('checkpointctl cat', () => {
  test('prints exact bytes', async () => {
    const { bytes } = await run('cat', 'article-crio.tar', 'checkpoint/pages-2.img');
    expect(bytes).toHaveLength(8581120);
    const image = join(CHECKPOINTS, 'rich-plain/pages-14.img');
    const plain = await run('cat', 'rich-plain', 'pages-14.img');
    expect(plain.bytes.equals(readFileSync(image))).toBe(true);
  });

  test('prints the same from a plain, a compressed and a piped archive', async () => {
    const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    const input = readFileSync(join(CHECKPOINTS, 'counter-gzip.tar.gz'));
    for (const member of ['spec.dump', 'checkpoint/pages-2.img', 'rootfs-diff.tar']) {
      const direct = await run('cat', 'counter-gzip.tar.gz', member);
      expect(direct.status).toBe(0);
      const piped = runProgram('checkpointctl', ['cat', '-', member], { input });
      expect(hash(piped.bytes)).toBe(hash(direct.bytes));
    }
  });

  test.each([
    ['article-crio.tar', 'rootfs-diff.tar:home/counter/logfile', /RANDOM_1432_KEY/],
    ['counter-zstd.tar.zst', 'rootfs-diff.tar:home/counter/logfile', /RANDOM_1432_KEY/],
    ['rich-podman.tar', 'checkpoint/tmpfs-dev-56.tar.gz.img:in-tmpfs', /TMPFS_SECRET_15/],
    ['rich-podman.tar', 'rootfs-diff.tar:opt/hard', /^new\n$/],
  ])('prints %s:%s', async (archive, path, content) => {
    expect((await run('cat', archive, path)).stdout).toMatch(content);
  });
});

describe('a damaged archive', () => {
  test('is listed up to the damage', async () => {
    const whole = readFileSync(join(CHECKPOINTS, 'pod.tar'));
    const cut = scratch.file('cut.tar', whole.subarray(0, 100_000));
    const { stdout, stderr, status } = await run('ls', cut);
    expect(status).toBe(1);
    expect(stdout.split('\n').length).toBeGreaterThan(10);
    expect(stderr).toMatch(
      /^Error: .*cut\.tar:checkpoint\/pages-1\.img: unexpected EOF at offset 0x/,
    );
  });

  test('gives what lies before the damage, and tells of it', async () => {
    for (const [name, file] of [
      ['cut.tar', 'pod.tar'],
      ['cut.tar.gz', 'counter-gzip.tar.gz'],
    ] as const) {
      const whole = readFileSync(join(CHECKPOINTS, file));
      const cut = scratch.file(name, whole.subarray(0, whole.length / 2));
      const found = await run('cat', cut, 'config.dump');
      expect(found.status).toBe(1);
      expect(found.stdout).toBe((await run('cat', file, 'config.dump')).stdout);
      expect(found.stderr).toMatch(/^Error: [^\n]*unexpected EOF[^\n]*\n$/);
      expect(await run('cat', cut, 'nope')).toMatchObject({ status: 1, stdout: '' });
    }
  });

  test('an older copy of a member does not stand in for the one that is cut', async () => {
    const older = await tarBytes({ 'config.dump': 'old' });
    const newer = await tarBytes({ 'config.dump': 'n'.repeat(2000) });
    // Header and contents of the first, then a header and a part of the second.
    const cut = scratch.file(
      'twice.tar',
      Buffer.concat([older.subarray(0, 1024), newer.subarray(0, 1024)]),
    );
    const found = await run('cat', cut, 'config.dump');
    expect(found).toMatchObject({ status: 1, stdout: '' });
    expect(found.stderr).toMatch(/^Error: [^\n]*unexpected EOF[^\n]*\n$/);
  });

  test.each(['ls', 'show'])('an empty file is an error of %s', async (command) => {
    const { stdout, stderr, status } = await run(command, scratch.file('empty.tar', ''));
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toMatch(/^Error: [^\n]*empty\.tar[^\n]*\n$/);
  });
});

describe('a pod archive', () => {
  test('needs --container where a container is meant', async () => {
    const container = async (name: string) => ({
      [`${name}/checkpoint/inventory.img`]: 'x',
      [`${name}/config.dump`]: '{}',
      [`${name}/spec.dump`]: '{}',
      [`${name}/rootfs-diff.tar`]: await tarBytes({ [`etc/${name}`]: name }),
    });
    const members = { ...(await container('web')), ...(await container('db')) };
    const archive = await scratch.tar('pod-archive.tar', members);
    expect((await run('rootfs', archive)).stderr).toContain(
      'choose one with --container (web, db)',
    );
    expect((await run('rootfs', archive, '--container', 'db')).stdout).toMatch(/ etc\/db\n$/);
    expect((await run('cat', archive, 'rootfs-diff.tar:etc/db', '--container', 'db')).stdout).toBe(
      'db',
    );
    expect((await lines('ls', archive, '--container', 'web'))[0]).toMatch(
      / checkpoint\/inventory\.img$/,
    );
    const input = readFileSync(archive);
    const piped = runProgram('checkpointctl', ['rootfs', '-', '--container', 'db'], { input });
    expect(piped).toMatchObject({ status: 1, stdout: '' });
    expect(piped.stderr).toContain('save it to a file first');
  });
});
