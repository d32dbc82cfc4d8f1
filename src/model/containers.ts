import type { Archive } from '../archive/archive.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { fieldsOf, readJson } from './json-member.js';

/** Where a container's members are in an archive. */
export interface Container {
  /** Its name in the pod; undefined where the archive is of one container. */
  readonly name?: string;
  /** What stands before the names of its members: empty, or its directory with a `/`. */
  readonly prefix: string;
  /** Why `pod.options` does not tell the containers of the pod, although it is there. */
  readonly damage?: CheckpointError;
}

/**
 * The containers of an archive: one, or those of a pod archive (KEP-5823). A pod's are told by
 * `pod.options` (`containers`: name to directory), or, since the manifest is still moving and may be damaged,
 * they are the top-level directories that hold an engine's metadata.
 */
export function findContainers(archive: Archive): Container[] {
  if (METADATA.some((name) => archive.find(name) !== undefined)) return [{ prefix: '' }];
  const told = containersOfOptions(archive);
  const damage = told instanceof CheckpointError ? told : undefined;
  const pod = told instanceof CheckpointError ? undefined : told;
  return (pod ?? containersByDirectory(archive)).map((each) => ({
    ...each,
    ...(damage !== undefined && { damage }),
  }));
}

/** Whatever else is lost, one of them tells where a container of an engine lies. */
const METADATA = ['config.dump', 'spec.dump'];

function containersOfOptions(archive: Archive): Container[] | CheckpointError | undefined {
  const member = archive.find('pod.options');
  if (member === undefined) return undefined;
  let options: unknown;
  try {
    options = readJson(archive, member);
  } catch (error) {
    if (error instanceof CheckpointError) return error;
    throw error;
  }
  const { containers } = fieldsOf(options);
  const named = Object.entries(fieldsOf(containers)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
  if (named.length === 0) return undefined;
  return named.map(([name, directory]) => ({ name, prefix: `${directory.replace(/\/+$/, '')}/` }));
}

function containersByDirectory(archive: Archive): Container[] {
  const names = archive.members.map(
    (each) => /^([^/]+)\/(?:config|spec)\.dump$/.exec(each.name)?.[1],
  );
  const distinct = [...new Set(names.filter((name) => name !== undefined))];
  return distinct.length === 0
    ? [{ prefix: '' }]
    : distinct.map((name) => ({ name, prefix: `${name}/` }));
}
