import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Engines whose usual places `list --engine` knows. */
export const LIST_ENGINES = ['kubernetes', 'podman', 'docker'] as const;

export type ListEngine = (typeof LIST_ENGINES)[number];

const KUBELET = '/var/lib/kubelet/checkpoints/';
const DOCKER = '/var/lib/docker/containers';

/**
 * Directories where an engine leaves checkpoints.
 * - kubernetes: where the kubelet's checkpoint API writes archives
 * - podman: each container's `userdata`, whose `checkpoint` holds one that was not exported
 * - docker: each container's `checkpoints`, a directory for each
 */
export function placesOf(engine: ListEngine): string[] {
  switch (engine) {
    case 'kubernetes':
      return [KUBELET];
    case 'podman':
      return podmanRoots()
        .flatMap((root) =>
          ['overlay', 'vfs', 'btrfs'].map((driver) => join(root, `storage/${driver}-containers`)),
        )
        .filter((directory) => namesIn(directory).length > 0);
    case 'docker':
      return namesIn(DOCKER).map((id) => join(DOCKER, id, 'checkpoints'));
  }
}

/** Where `placesOf` looks, in the words of a shell: for an engine of which there is nothing here. */
export function placePatterns(engine: ListEngine): string[] {
  switch (engine) {
    case 'kubernetes':
      return [KUBELET];
    case 'podman':
      return podmanRoots().map((root) => join(root, 'storage/*-containers'));
    case 'docker':
      return [join(DOCKER, '*/checkpoints')];
  }
}

function podmanRoots(): string[] {
  return ['/var/lib/containers', join(homedir(), '.local/share/containers')];
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
