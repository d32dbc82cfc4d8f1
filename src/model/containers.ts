import type { Archive } from '../archive/archive.js';
import { fieldsOf, readJson } from './json-member.js';

/** Where a container's members are in an archive. */
export interface Container {
  /** Its name in the pod; undefined where the archive is of one container. */
  readonly name?: string;
  /** What stands before the names of its members: empty, or its directory with a `/`. */
  readonly prefix: string;
}

/**
 * The containers of an archive: one, or those of a pod archive (KEP-5823). A pod's are told by
 * `pod.options` (`containers`: name to directory), or, since the manifest is still moving, they are
 * the top-level directories that hold a config.dump.
 */
export function findContainers(archive: Archive): Container[] {
  if (archive.find('config.dump') !== undefined) return [{ prefix: '' }];
  const pod = containersOfOptions(archive) ?? containersByDirectory(archive);
  return pod.length > 0 ? pod : [{ prefix: '' }];
}

function containersOfOptions(archive: Archive): Container[] | undefined {
  const member = archive.find('pod.options');
  if (member === undefined) return undefined;
  const containers = fieldsOf(readJson(archive, member))['containers'];
  const named = Object.entries(fieldsOf(containers)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
  if (named.length === 0) return undefined;
  return named.map(([name, directory]) => ({ name, prefix: `${directory.replace(/\/+$/, '')}/` }));
}

function containersByDirectory(archive: Archive): Container[] {
  const names = archive.members.map((each) => /^([^/]+)\/config\.dump$/.exec(each.name)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].map((name) => ({
    name,
    prefix: `${name}/`,
  }));
}
