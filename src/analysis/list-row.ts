import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Archive } from '../archive/archive.js';
import type { Limits } from '../archive/limits.js';
import { openSome } from '../archive/open-some.js';
import { Checkpoint, locateCheckpoint } from '../model/checkpoint.js';
import { readContainer, type ContainerInfo } from '../model/container.js';
import { findContainers, type Container } from '../model/containers.js';
import { fieldsOf } from '../model/json-member.js';
import { kubernetesContainer } from '../model/metadata/kubernetes.js';
import { findJson } from '../model/engine-json.js';

/** One line of `checkpointctl list`. */
export interface ListRow {
  readonly path: string;
  readonly name: string;
  readonly namespace?: string;
  readonly pod?: string;
  readonly container?: string;
  readonly engine: ContainerInfo['engine'];
  /** RFC 3339. */
  readonly checkpointed: string;
  /** Where the time is from: config.dump, the kubelet's file name, or the file's time of change. */
  readonly time_from: 'archive' | 'file name' | 'file';
  /** Bytes on disk. */
  readonly size: number;
}

/** What rows are told from; network.status only for what reads a container as a whole. */
const METADATA = ['config.dump', 'spec.dump', 'pod.options', 'network.status'];

/** The kubelet's `checkpoint-POD_NAMESPACE-CONTAINER-TIME.tar`. */
const NAME_TIME = /-(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))\.tar/;

/**
 * The rows of one archive or directory: one, or one for each container of a pod. Of an archive only what
 * comes up to its metadata is read.
 * @throws CheckpointError when it is no checkpoint, or a damaged one
 */
export async function readListRows(path: string, limits: Limits): Promise<ListRow[]> {
  const wants = (name: string) => METADATA.includes(basename(name));
  const archive = await openSome(path, wants, ['config.dump', 'spec.dump'], limits);
  try {
    const size = sizeOf(path, archive);
    return findContainers(archive).map((container) => rowOf(path, archive, container, size));
  } finally {
    archive.close();
  }
}

function rowOf(path: string, archive: Archive, container: Container, size: number): ListRow {
  const checkpoint = checkpointOf(archive, container);
  const info = readContainer(checkpoint);
  const spec = checkpoint.bare ? undefined : findJson(checkpoint, 'spec.dump');
  const annotations = fieldsOf(fieldsOf(spec)['annotations']);
  const { pod_name: pod, pod_namespace: namespace } = kubernetesContainer(annotations, {}, {});
  const name = info.name ?? container.name;
  return {
    path,
    name: basename(path),
    ...(namespace !== undefined && { namespace }),
    ...(pod !== undefined && { pod }),
    ...(name !== undefined && { container: name }),
    engine: info.engine,
    ...timeOf(path, info),
    size,
  };
}

/** With metadata at hand the images themselves may lie behind what was read. */
function checkpointOf(archive: Archive, container: Container): Checkpoint {
  if (archive.find(`${container.prefix}config.dump`) === undefined) {
    return locateCheckpoint(archive, container);
  }
  const { prefix } = container;
  return new Checkpoint(archive, { prefix, imagePrefix: `${prefix}checkpoint/`, bare: false });
}

function timeOf(path: string, info: ContainerInfo): Pick<ListRow, 'checkpointed' | 'time_from'> {
  if (info.checkpointed !== undefined) {
    return { checkpointed: info.checkpointed, time_from: 'archive' };
  }
  const named = NAME_TIME.exec(basename(path))?.[1];
  if (named !== undefined) return { checkpointed: named, time_from: 'file name' };
  const changed = statSync(path).mtime.toISOString().replace(/\.\d+/, '');
  return { checkpointed: changed, time_from: 'file' };
}

/** A directory is as large as what is in it. */
function sizeOf(path: string, archive: Archive): number {
  const found = statSync(path);
  if (!found.isDirectory()) return found.size;
  return archive.members.reduce(
    (sum, member) => sum + (member.type === 'file' ? member.size : 0),
    0,
  );
}
