import type { Archive } from '../archive/archive.js';
import { fieldsOf, readJson } from './json-member.js';

export interface PodContainer {
  readonly name: string;
  /** The container's directory in the archive, with a `/` at its end. */
  readonly prefix: string;
}

/**
 * The containers of a pod archive (KEP-5823): those of `pod.options` (`containers`: name to
 * directory), or, since the manifest is still moving, every top-level directory that holds a
 * config.dump. Empty for an archive of one container.
 */
export function findPodContainers(archive: Archive): PodContainer[] {
  if (archive.find('config.dump') !== undefined) return [];
  return containersOfOptions(archive) ?? containersByDirectory(archive);
}

function containersOfOptions(archive: Archive): PodContainer[] | undefined {
  const member = archive.find('pod.options');
  if (member === undefined) return undefined;
  const containers = fieldsOf(readJson(archive, member))['containers'];
  const named = Object.entries(fieldsOf(containers)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
  if (named.length === 0) return undefined;
  return named.map(([name, directory]) => ({ name, prefix: `${directory.replace(/\/+$/, '')}/` }));
}

function containersByDirectory(archive: Archive): PodContainer[] {
  const names = archive.members.map((each) => /^([^/]+)\/config\.dump$/.exec(each.name)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].map((name) => ({
    name,
    prefix: `${name}/`,
  }));
}
