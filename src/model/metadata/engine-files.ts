import { findMember, type Checkpoint } from '../checkpoint.js';
import { findJson } from '../engine-json.js';
import { fieldsOf, listOf, textOf } from '../json-member.js';
import { textsOf } from '../spec.js';
import { withoutUndefined } from '../without-undefined.js';

/** A mount that CRI-O makes from the host before a restore (bind.mounts). */
export interface BindMount {
  readonly source: string;
  readonly destination: string;
  /** `file` or `directory`. */
  readonly file_type?: string;
  /** Permission bits. */
  readonly permissions?: number;
}

/** @throws CheckpointError `invalid-json` */
export function readBindMounts(checkpoint: Checkpoint): BindMount[] {
  return listOf(findJson(checkpoint, 'bind.mounts')).map((value) => {
    const { source, destination, file_type, permissions } = fieldsOf(value);
    return {
      source: textOf(source) ?? '',
      destination: textOf(destination) ?? '',
      ...withoutUndefined({
        file_type: textOf(file_type),
        permissions: typeof permissions === 'number' ? permissions : undefined,
      }),
    };
  });
}

/**
 * Files of the image that the container had deleted (deleted.files); undefined without that member.
 * @throws CheckpointError `invalid-json`
 */
export function readDeletedFiles(checkpoint: Checkpoint): string[] | undefined {
  const list = findJson(checkpoint, 'deleted.files');
  return list === undefined ? undefined : textsOf(list);
}

/** Names that engines give the container's log: Podman, CRI-O, containerd. */
const LOGS = ['ctr.log', 'io.kubernetes.cri-o.LogPath', 'container.log'];

export interface ContainerLog {
  /** Name of the member. */
  readonly member: string;
  readonly size_bytes: number;
}

/** What the container had printed, where the engine put that into the archive. */
export function findContainerLog(checkpoint: Checkpoint): ContainerLog | undefined {
  const member = LOGS.map((name) => findMember(checkpoint, name)).find(
    (each) => each?.type === 'file',
  );
  return member && { member: member.name, size_bytes: member.size };
}
