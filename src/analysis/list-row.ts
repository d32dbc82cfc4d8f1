import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Archive } from '../archive/archive.js';
import type { Limits } from '../archive/limits.js';
import { openSome } from '../archive/open-some.js';
import type { CheckpointError } from '../bytes/checkpoint-error.js';
import { timeInName, timeOfCheckpoint, type TimeSource } from '../model/checkpoint-time.js';
import { Checkpoint, locateCheckpoint } from '../model/checkpoint.js';
import { readContainer, type ContainerInfo } from '../model/container.js';
import { findContainers, type Container } from '../model/containers.js';
import { fieldsOf } from '../model/json-member.js';
import { kubernetesContainer } from '../model/metadata/kubernetes.js';
import { findJson } from '../model/engine-json.js';

/** The rows of an archive, and what of it could not be read. */
export interface ListedArchive {
  readonly rows: readonly ListRow[];
  readonly damage: readonly CheckpointError[];
}

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
  /** What the time is from. */
  readonly time_from: TimeSource;
  /** Bytes on disk. */
  readonly size: number;
}

/** What rows are told from; network.status only for what reads a container as a whole. */
const METADATA = ['config.dump', 'spec.dump', 'pod.options', 'network.status'];

/**
 * The rows of one archive or directory: one, or one for each container of a pod. Of an archive only what
 * comes up to its metadata is read, and up to inventory.img where its time may be needed.
 * @throws CheckpointError when it is no checkpoint, or nothing of it can be read
 */
export async function readListRows(path: string, limits: Limits): Promise<ListedArchive> {
  const wants = (name: string) => METADATA.includes(basename(name));
  const enough = ['config.dump', 'spec.dump'];
  if (timeInName(path) === undefined) enough.push('checkpoint/inventory.img');
  const archive = await openSome(path, wants, enough, limits);
  try {
    const size = sizeOf(path, archive);
    const checkpoints = findContainers(archive).map((each) => checkpointOf(archive, each));
    const rows = checkpoints.map((checkpoint) => rowOf(path, checkpoint, size));
    return { rows, damage: checkpoints.flatMap(({ damage }) => damage.list) };
  } finally {
    archive.close();
  }
}

function rowOf(path: string, checkpoint: Checkpoint, size: number): ListRow {
  const info = readContainer(checkpoint);
  const { time, from } = timeOfCheckpoint(checkpoint, info);
  const spec =
    info.unread['spec.dump'] === undefined && !checkpoint.bare
      ? findJson(checkpoint, 'spec.dump')
      : undefined;
  const annotations = fieldsOf(fieldsOf(spec)['annotations']);
  const { pod_name: pod, pod_namespace: namespace } = kubernetesContainer(annotations, {}, {});
  const name = info.name ?? checkpoint.podContainer;
  return {
    path,
    name: basename(path),
    ...(namespace !== undefined && { namespace }),
    ...(pod !== undefined && { pod }),
    ...(name !== undefined && { container: name }),
    engine: info.engine,
    checkpointed: time ?? '',
    time_from: from ?? 'file',
    size,
  };
}

/** With metadata at hand the images themselves may lie behind what was read. */
function checkpointOf(archive: Archive, container: Container): Checkpoint {
  if (archive.find(`${container.prefix}config.dump`) === undefined) {
    return locateCheckpoint(archive, container);
  }
  const { name: podContainer, prefix, damage } = container;
  const imagePrefix = `${prefix}checkpoint/`;
  const checkpoint = new Checkpoint(archive, { podContainer, prefix, imagePrefix, bare: false });
  if (damage !== undefined) checkpoint.damage.add(damage);
  return checkpoint;
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
