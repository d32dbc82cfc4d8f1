import { expect, test } from 'vitest';
import { imageAnnotations } from '../../../src/analysis/checkpoint-image/annotations.js';
import { goArchitecture } from '../../../src/analysis/checkpoint-image/architecture.js';
import { checkpointOf, realCheckpoint } from '../../support/checkpoint-of.js';
import { editImage, put } from '../../support/edit-image.js';
import { Scratch } from '../../support/scratch.js';

const scratch = new Scratch();

const annotationsOf = async (file: string): Promise<Record<string, string>> =>
  Object.fromEntries(imageAnnotations(await realCheckpoint(file), 'amd64'));

test('of CRI-O: its own key, those of Kubernetes, and what dump.log tells', async () => {
  expect(await annotationsOf('article-crio.tar')).toEqual({
    'io.kubernetes.cri-o.annotations.checkpoint.name': 'counter',
    'org.criu.checkpoint.cgroup.version': 'v1',
    'org.criu.checkpoint.container.name': 'counter',
    'org.criu.checkpoint.criu.version': '4.2',
    'org.criu.checkpoint.engine.name': 'CRI-O',
    'org.criu.checkpoint.host.arch': 'amd64',
    'org.criu.checkpoint.host.kernel': '6.1.13-200.fc37.x86_64',
    'org.criu.checkpoint.pod.name': 'counters',
    'org.criu.checkpoint.pod.namespace': 'default',
    'org.criu.checkpoint.rootfsImageID': expect.stringMatching(
      /^quay\.io\/adrianreber\/counter@sha256:/,
    ) as string,
    'org.criu.checkpoint.rootfsImageName': 'quay.io/adrianreber/counter:blog',
    'org.criu.checkpoint.rootfsImageUserRequested': 'quay.io/adrianreber/counter:blog',
    'org.criu.checkpoint.runtime.name': 'runc',
  });
});

test('of Podman: its keys, of which it asks runtime.name before it restores', async () => {
  const annotations = await annotationsOf('rich-podman.tar');
  expect(annotations).toMatchObject({
    'io.podman.annotations.checkpoint.name': 'rich',
    'io.podman.annotations.checkpoint.rawImageName': 'quay.io/example/counter:blog',
    'io.podman.annotations.checkpoint.rootfsImageName': 'quay.io/example/counter:blog',
    'io.podman.annotations.checkpoint.rootfsImageID':
      '680c3a096081907f55e322b982db385da2158f98a06f76e591bf3850da53cf30',
    'io.podman.annotations.checkpoint.runtime.name': 'runc',
    'io.podman.annotations.checkpoint.host.arch': 'amd64',
    'org.criu.checkpoint.container.name': 'rich',
    'org.criu.checkpoint.engine.name': 'Podman',
  });
  expect(Object.keys(annotations)).not.toContain('io.kubernetes.cri-o.annotations.checkpoint.name');
  expect(Object.values(annotations)).not.toContain('');
});

test('of containerd: the keys that it looks for, none of them empty', async () => {
  const path = await scratch.tar('containerd.tar', {
    'checkpoint/': '',
    'dump.log': '(00.000000) Version: 3.17.1 (gitid 0)\n',
    'config.dump': JSON.stringify({ rootfsImage: '', rootfsImageName: 'nginx:1', runtime: '' }),
    'spec.dump': JSON.stringify({
      annotations: {
        'io.kubernetes.cri.container-name': 'web',
        'io.kubernetes.cri.sandbox-name': 'web-0',
        'io.kubernetes.cri.sandbox-namespace': 'shop',
      },
    }),
  });
  expect(Object.fromEntries(imageAnnotations(await checkpointOf(path), undefined))).toEqual({
    'org.criu.checkpoint.container.name': 'web',
    'org.criu.checkpoint.criu.version': '3.17.1',
    'org.criu.checkpoint.engine.name': 'containerd',
    'org.criu.checkpoint.pod.name': 'web-0',
    'org.criu.checkpoint.pod.namespace': 'shop',
    'org.criu.checkpoint.rootfsImageName': 'nginx:1',
  });
});

test.each([
  ['X86_64', 'amd64'],
  ['AARCH64', 'arm64'],
  ['PPC64', 'ppc64le'],
  ['LOONGARCH64', 'loong64'],
])('a checkpoint of %s is of %s, whatever machine it is read on', async (march, name) => {
  let checkpoint = await realCheckpoint('shell-job');
  for (const pid of checkpoint.images.names(/^core-\d+\.img$/)) {
    checkpoint = editImage(checkpoint, pid, ([entry]) => {
      put(entry, 'mtype', march);
    });
  }
  expect(goArchitecture(checkpoint)).toBe(name);
});
