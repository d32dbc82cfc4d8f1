import { describe, expect, test } from 'vitest';
import { openArchive } from '../../src/archive/open.js';
import { findCheckpoints, locateCheckpoint, selectCheckpoint } from '../../src/model/checkpoint.js';
import { findContainers } from '../../src/model/containers.js';
import { measureCheckpoint } from '../../src/model/sizes.js';
import { Scratch, type Members } from '../support/scratch.js';

const scratch = new Scratch();
let count = 0;

const openTar = async (members: Members) =>
  openArchive(await scratch.tar(`${count++}.tar`, members));
const openDirectory = (members: Members) =>
  openArchive(scratch.directory(`directory-${count++}`, members));

const metadata = { 'config.dump': '{}', 'spec.dump': '{}' };

describe('where the images are', () => {
  test.each<[string, Members, string, boolean]>([
    ['in checkpoint/', { 'checkpoint/': '', ...metadata }, 'checkpoint/', false],
    [
      'in checkpoint/ without a member of its own',
      { 'checkpoint/pstree.img': 'x' },
      'checkpoint/',
      false,
    ],
    [
      'in pre-checkpoint/',
      { 'pre-checkpoint/inventory.img': 'x', ...metadata },
      'pre-checkpoint/',
      false,
    ],
    ['at the top', { 'inventory.img': 'x', 'descriptors.json': '[]' }, '', true],
    ['at the top, of an old CRIU', { 'pstree.img': 'x' }, '', true],
    ['in the one directory that has them', { 'dump/inventory.img': 'x' }, 'dump/', true],
  ])('%s', async (_, members, imagePrefix, bare) => {
    for (const open of [openTar, openDirectory]) {
      const archive = await open(members);
      expect(findCheckpoints(archive)).toMatchObject([{ imagePrefix, bare }]);
      archive.close();
    }
  });

  test.each<[string, Members]>([
    ['nothing at all', {}],
    ['metadata alone', metadata],
    ['a file called checkpoint', { checkpoint: 'x', ...metadata }],
    ['two directories of images', { 'a/inventory.img': 'x', 'b/inventory.img': 'x' }],
  ])('nowhere: %s', async (_, members) => {
    const archive = await openTar(members);
    expect(() => findCheckpoints(archive)).toThrow(
      `checkpoint directory is missing in the archive file: ${archive.file}`,
    );
    const directory = await openDirectory({ 'unrelated.txt': '', ...members });
    expect(() => findCheckpoints(directory)).toThrow(/no checkpoint in this directory/);
  });
});

describe('a pod archive', () => {
  test('with a container that has no images: the others can be read', async () => {
    const archive = await openTar({ ...container('web'), 'broken/config.dump': '{}' });
    const [web, broken] = findContainers(archive);
    expect(web && locateCheckpoint(archive, web)).toMatchObject({ imagePrefix: 'web/checkpoint/' });
    expect(() => broken && locateCheckpoint(archive, broken)).toThrow(
      `checkpoint directory is missing in the archive file: ${archive.file}:broken/`,
    );
  });

  const container = (name: string) => ({
    [`${name}/checkpoint/inventory.img`]: 'x',
    [`${name}/config.dump`]: '{}',
    [`${name}/spec.dump`]: '{}',
  });
  const members = { ...container('web'), ...container('sidecar-dir') };
  const options = { version: 1, containers: { web: 'web', sidecar: 'sidecar-dir/' } };

  test.each([
    ['named by pod.options', JSON.stringify(options), ['web', 'sidecar']],
    ['of an unknown version', '{"version":9,"containers":[]}', ['web', 'sidecar-dir']],
    ['without pod.options', undefined, ['web', 'sidecar-dir']],
  ])('%s', async (_, text, names) => {
    const archive = await openTar({
      ...members,
      ...(text !== undefined && { 'pod.options': text }),
    });
    expect(findCheckpoints(archive).map((each) => each.podContainer)).toEqual(names);
    expect(() => selectCheckpoint(archive, undefined)).toThrow(/--container \(web, sidecar/);
    expect(() => selectCheckpoint(archive, 'nope')).toThrow(/no container nope: there are web/);
    expect(selectCheckpoint(archive, 'web')).toMatchObject({
      prefix: 'web/',
      imagePrefix: 'web/checkpoint/',
    });
  });

  test('--container of an archive with one container', async () => {
    const archive = await openTar({ 'checkpoint/': '', ...metadata });
    expect(() => selectCheckpoint(archive, 'web')).toThrow(/not of a pod/);
    expect(selectCheckpoint(archive, undefined).imagePrefix).toBe('checkpoint/');
  });
});

test('sizes are those of the images, pages and root file system', async () => {
  const archive = await openTar({
    ...metadata,
    'checkpoint/': '',
    'checkpoint/pages-1.img': 'x'.repeat(4096),
    'checkpoint/amdgpu-pages-1-2.img': 'x'.repeat(100),
    'checkpoint/core-1.img': 'x'.repeat(10),
    'checkpoint-notes.txt': 'not an image',
    'rootfs-diff.tar': 'x'.repeat(2048),
  });
  const [checkpoint] = findCheckpoints(archive);
  expect(checkpoint && measureCheckpoint(checkpoint)).toEqual({
    total: 4206,
    memoryPages: 4096,
    amdGpuPages: 100,
    rootFsDiff: 2048,
  });
});
