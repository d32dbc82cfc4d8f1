import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { hashArchive } from '../../../src/analysis/hash/hash-archive.js';
import { extractMembers } from '../../../src/write/extract/extract.js';
import { member, pax, tar } from '../../archive/tar-builder.js';
import { runHere } from '../../support/run-here.js';
import { CHECKPOINTS } from '../../support/run-program.js';
import { Scratch, tarBytes } from '../../support/scratch.js';

const scratch = new Scratch();
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('hashArchive', () => {
  const bytes = tar(member({ name: './config.dump' }, 'abc'), member({ name: 'nothing' }, ''));
  const members = [
    ['config.dump', abc],
    ['nothing', empty],
  ];

  test.each([
    ['a plain tar', bytes],
    ['a compressed one', gzipSync(bytes)],
    ['one with more behind its end', Buffer.concat([bytes, Buffer.from('trailer')])],
  ])('of %s hashes the file as it lies there, and its members', async (name, content) => {
    const file = scratch.file(`${name}.tar`, content);
    const found = await hashArchive(file);
    expect(found.archive).toEqual({ sha256: sha256(content), size: content.length });
    expect(found.members.map((each) => [each.name, each.sha256])).toEqual(members);
    expect(found.damage).toEqual([]);
  });

  test('of a directory hashes the files', async () => {
    const found = await hashArchive(scratch.directory('bare', { 'inventory.img': 'abc' }));
    expect(found.archive).toBeUndefined();
    expect(found.members).toMatchObject([{ name: 'inventory.img', sha256: abc, size: 3 }]);
    // As ls and extract say it: nothing at all must not look like a manifest.
    const nothing = join(scratch.path, 'nothing');
    mkdirSync(nothing);
    await expect(hashArchive(nothing)).rejects.toThrow(`${nothing}: there are no members`);
  });

  test('of an image hashes the files of its layers', async () => {
    const file = join(CHECKPOINTS, 'checkpoint-oci.tar');
    const { archive, members: all } = await hashArchive(file);
    expect(archive?.sha256).toBe(sha256(readFileSync(file)));
    expect(all.map(({ name }) => name)).toContain('config.dump');
    expect(all.filter(({ name }) => name.startsWith('blobs/'))).toEqual([]);
  });

  test('of a cut archive has the whole file and the members before the cut', async () => {
    const cut = tar(member({ name: 'whole' }, 'abc'), member({ name: 'cut' }, 'x'.repeat(2000)));
    const content = cut.subarray(0, 512 * 4);
    const found = await hashArchive(scratch.file('cut.tar', content));
    expect(found.archive?.sha256).toBe(sha256(content));
    expect(found.members.map((each) => each.sha256)).toEqual([
      abc,
      { absent: 'cut: unexpected EOF at offset 0x200' },
    ]);
    expect(found.damage).toMatchObject([{ code: 'unexpected-eof', place: { member: 'cut' } }]);
  });

  test('a header may lie across chunks that are read', async () => {
    const name = 'n'.repeat(3000);
    const first = Buffer.alloc(1024 ** 2 - 3 * 512, 'x');
    const content = tar(
      member({ name: 'first' }, first),
      pax([['path', name]]),
      member({ name: 'short' }, 'abc'),
    );
    const found = await hashArchive(scratch.file('across.tar', content));
    expect(found.archive?.sha256).toBe(sha256(content));
    expect(found.members.map((each) => [each.name, each.sha256])).toEqual([
      ['first', sha256(first)],
      [name, abc],
    ]);
  });

  test('of what is no archive has the file, and tells that', async () => {
    const found = await hashArchive(scratch.file('no.tar', 'x'.repeat(700)));
    expect(found.archive?.sha256).toBe(sha256('x'.repeat(700)));
    expect(found.damage).toMatchObject([{ code: 'invalid-tar' }]);
  });

  test('a hard link has the bytes of its target, a replaced member is marked', async () => {
    const file = scratch.file(
      'links.tar',
      tar(
        member({ name: 'a' }, 'abc'),
        member({ name: 'b', type: '1', linkName: './a' }),
        member({ name: 'c', type: '1', linkName: 'elsewhere' }),
        member({ name: 'a' }, 'new'),
      ),
    );
    const found = await hashArchive(file);
    expect(found.members).toMatchObject([
      { name: 'a', sha256: abc, replaced: true },
      { name: 'b', type: 'hardlink', sha256: abc, size: 3, replaced: false },
      { name: 'c', sha256: { absent: 'it leads to elsewhere, which is not in the archive' } },
      { name: 'a', sha256: sha256('new'), replaced: false },
    ]);
  });

  test('a hole counts as zeros, unless it is longer than anybody means', async () => {
    const sparse = (name: string, size: number) => [
      pax([
        ['GNU.sparse.major', '1'],
        ['GNU.sparse.minor', '0'],
        ['GNU.sparse.name', name],
        ['GNU.sparse.realsize', String(size)],
      ]),
      member({ name: 'x' }, `1\n${size - 3}\n3\n`.padEnd(512, '\0') + 'abc'),
    ];
    const file = scratch.file(
      'holes.tar',
      tar(...sparse('short', 5000), ...sparse('long', 2 ** 50)),
    );
    const found = await hashArchive(file);
    expect(found.members).toMatchObject([
      { name: 'short', size: 5000, sha256: sha256('\0'.repeat(4997) + 'abc') },
      { name: 'long', size: 2 ** 50 },
    ]);
    expect(found.damage).toMatchObject([{ code: 'limit', place: { member: 'long' } }]);
  });

  test('--deep goes on into archives of the container, and only those', async () => {
    const inner = await tarBytes({ 'etc/motd': 'abc', 'srv/a.tar': await tarBytes({ b: 'c' }) });
    const members = { 'rootfs-diff.tar': inner, 'volumes/v.tar': gzipSync(inner), 'x.tar': inner };
    const file = await scratch.tar('deep.tar', members);
    const found = await hashArchive(file, { deep: true });
    expect(found.members.map(({ name, kind }) => [name, kind])).toEqual([
      ['rootfs-diff.tar', 'member'],
      ['rootfs-diff.tar:etc/motd', 'nested'],
      ['rootfs-diff.tar:srv/a.tar', 'nested'],
      ['volumes/v.tar', 'member'],
      ['volumes/v.tar:etc/motd', 'nested'],
      ['volumes/v.tar:srv/a.tar', 'nested'],
      ['x.tar', 'member'],
    ]);
    expect(found.members.map((each) => each.sha256).slice(0, 2)).toEqual([sha256(inner), abc]);
  });

  test('--deep: damage inside loses nothing behind it', async () => {
    const file = await scratch.tar('inside.tar', { 'rootfs-diff.tar': 'x'.repeat(700), z: 'abc' });
    const found = await hashArchive(file, { deep: true });
    expect(found.members.map((each) => each.sha256)).toEqual([sha256('x'.repeat(700)), abc]);
    expect(found.damage).toMatchObject([{ place: { member: 'rootfs-diff.tar' } }]);
  });
});

test('sha256sum reads what is printed, whatever the names', async () => {
  const names = ['plain', 'back\\slash', 'new\nline', 'carriage\r', '-', ' leading', '\udcff'];
  const encoded = names.map((name) => (name === '\udcff' ? Buffer.of(0xff) : name));
  const file = scratch.file(
    'names.tar',
    tar(...encoded.map((name, index) => member({ name }, `content ${index}`))),
  );
  const target = join(scratch.path, 'unpacked');
  mkdirSync(target);
  await extractMembers(file, [], target, {});
  const { bytes, status } = await runHere('checkpointctl', ['hash', file]);
  expect(status).toBe(0);
  writeFileSync(join(scratch.path, 'sums'), bytes);
  const checked = spawnSync('sha256sum', ['-c', '../sums'], { cwd: target, encoding: 'latin1' });
  expect([checked.status, checked.stderr]).toEqual([0, '']);
  expect(checked.stdout.match(/: OK$/gm)).toHaveLength(names.length + 1);
});

test('show --hash tells the SHA-256 of each archive', async () => {
  const { stdout } = await runHere('checkpointctl', ['show', '--hash', '--json', 'userns.tar']);
  const expected = sha256(readFileSync(join(CHECKPOINTS, 'userns.tar')));
  expect(JSON.parse(stdout)).toMatchObject([{ sha256: expected }]);
  const bare = await runHere('checkpointctl', ['show', '--hash', '--json', 'lazy']);
  const absent = { sha256: 'a directory has no bytes of its own' };
  expect(JSON.parse(bare.stdout)).toMatchObject([{ sha256: null, absent }]);
});
