import { cpSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { imagePathOf, localPath } from '../../../src/archive/local-path.js';
import { openArchive } from '../../../src/archive/open.js';
import { walkMembers } from '../../../src/archive/walk-members.js';
import { runHere } from '../../support/run-here.js';
import { temporaryDirectory } from '../../temporary-directory.js';
import { packTar } from '../tar-builder.js';
import { image, indexOf, layoutFiles } from './image-builder.js';

/** Two images with a checkpoint each, `one` and `two`, which have a file of this name in them. */
async function twoImages(): Promise<Record<string, Buffer>> {
  const [one, two] = await Promise.all(
    ['one', 'two'].map(async (name) => {
      const layer = await packTar({ 'config.dump': '{}', 'spec.dump': '{}', [name]: '' });
      const blobs = image([layer], { 'org.criu.checkpoint.container.name': name });
      const tag = { 'org.opencontainers.image.ref.name': name };
      return { blobs, ...indexOf(blobs, tag) };
    }),
  );
  if (one === undefined || two === undefined) throw new Error('unreachable');
  const index = { schemaVersion: 2, manifests: [...one.manifests, ...two.manifests] };
  return layoutFiles(index, [...one.blobs, ...two.blobs]);
}

async function layout(parent = temporaryDirectory(), name = 'layout'): Promise<string> {
  const directory = join(parent, name);
  for (const [file, bytes] of Object.entries(await twoImages())) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), bytes);
  }
  return directory;
}

async function namesIn(file: string): Promise<string[]> {
  const archive = await openArchive(file);
  const opened = archive.members.map(({ name }) => name);
  archive.close();
  const walked: string[] = [];
  for await (const { member } of walkMembers(file)) walked.push(member.name);
  expect(walked).toEqual(opened);
  return opened;
}

describe('images as skopeo and Podman name them', () => {
  test('a layout and one of its images', async () => {
    const directory = await layout();
    expect(await namesIn(`oci:${directory}:one`)).toContain('one');
    expect(await namesIn(`oci:${directory}:two`)).toContain('two');
  });

  test('an archive in one file', async () => {
    const file = join(temporaryDirectory(), 'image.tar');
    writeFileSync(file, await packTar(await twoImages()));
    expect(await namesIn(`oci-archive:${file}:two`)).toContain('two');
  });

  test('docker-archive, whose tags have colons themselves, and the latest', async () => {
    const layer = await packTar({ 'config.dump': '{}', 'spec.dump': '{}', it: '' });
    const tags = { Config: 'c.json', RepoTags: ['localhost/counter:latest'], Layers: ['l.tar'] };
    const file = join(temporaryDirectory(), 'docker.tar');
    const manifest = JSON.stringify([tags]);
    writeFileSync(
      file,
      await packTar({ 'manifest.json': manifest, 'c.json': '{}', 'l.tar': layer }),
    );
    for (const name of ['localhost/counter:latest', 'counter:latest', 'counter']) {
      expect(await namesIn(`docker-archive:${file}:${name}`)).toContain('it');
    }
    await expect(openArchive(`docker-archive:${file}:other`)).rejects.toThrow(
      'holds no image "other"; there are: localhost/counter:latest',
    );
  });

  test('a path with colons', async () => {
    const directory = await layout(temporaryDirectory(), 'a:b');
    expect(imagePathOf(`oci:${directory}:one`)).toEqual({ path: directory, name: 'one' });
    expect(await namesIn(`oci:${directory}:one`)).toContain('one');
  });

  test('what is no image has none of a name, and what is not there is not', async () => {
    const file = join(temporaryDirectory(), 'checkpoint.tar');
    writeFileSync(file, await packTar({ 'config.dump': '{}' }));
    await expect(openArchive(`oci-archive:${file}:one`)).rejects.toThrow(
      'is no image, so there is no "one" in it',
    );
    await expect(openArchive('oci:no-such-directory')).rejects.toThrow(
      /no-such-directory: no such file or directory/,
    );
  });

  test('a file of such a name, and what is in no file system', async () => {
    const directory = temporaryDirectory();
    const from = await layout(directory);
    renameSync(from, join(directory, 'oci:x'));
    expect(localPath(`${directory}/oci:x`)).toBe(`${directory}/oci:x`);
    expect(localPath('./oci:x')).toBe('./oci:x');
    expect(['-', 'docker://host/x', 'https://host/x'].map(localPath)).toEqual(
      Array(3).fill(undefined),
    );
  });
});

test('commands take them, and tell which images there are', async () => {
  const directory = await layout();
  const shown = await runHere('checkpointctl', ['show', `oci:${directory}:none`]);
  expect(shown.status).toBe(1);
  expect(shown.stderr).toMatch(
    /oci:\S+:none: holds no image "none"; there are: one \(sha256:\w+\), two \(sha256:\w+\)\n$/,
  );
  const out = temporaryDirectory();
  const run = await runHere('checkpointctl', ['extract', `oci:${directory}:two`, '-C', out]);
  expect([run.status, run.stderr]).toEqual([0, '']);
  const listed = await runHere('checkpointctl', ['ls', `oci:${directory}:two`, 'two']);
  expect([listed.status, listed.stdout]).toEqual([0, expect.stringContaining('two')]);
  const copy = join(directory, '..', 'copy');
  cpSync(directory, copy, { recursive: true });
  const all = await runHere('checkpointctl', ['ls', `oci:${directory}:one`, `oci:${copy}:two`]);
  expect(all.status).toBe(0);
});
