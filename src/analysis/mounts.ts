import type { CheckpointError } from '../bytes/checkpoint-error.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { fieldsOf } from '../model/json-member.js';
import { readMounts, type Mount } from '../model/mounts.js';
import { findJson } from '../model/engine-json.js';
import { specMounts, type SpecMount } from '../model/spec.js';
import { listNamespaces } from './namespace-list.js';
import type { Reads } from '../model/reads.js';

export const reads: Reads = [];

export interface Mounts {
  /** What the engine asked for: `mounts` of spec.dump in file order. */
  readonly spec: readonly SpecMount[];
  /** What was mounted, as mountinfo had it; only mount namespaces that were dumped. */
  readonly namespaces: readonly {
    readonly id: number;
    readonly pids: readonly number[];
    readonly mounts: readonly Mount[];
  }[];
  readonly warnings: readonly CheckpointError[];
}

/** The mounts of a container, as asked for and as they were (spec.dump, mountpoints-N.img). */
export function mountsOf(checkpoint: Checkpoint): Mounts {
  const { damage } = checkpoint;
  const spec = damage.attemptOr(() => specMounts(fieldsOf(findJson(checkpoint, 'spec.dump'))), []);
  const namespaces = listNamespaces(checkpoint)
    .filter(({ kind }) => kind === 'mnt')
    .map(({ id, pids, image }) => ({
      id,
      pids,
      mounts: readMounts(checkpoint, image),
    }))
    .filter(({ mounts }) => mounts.length > 0);
  return { spec, namespaces, warnings: damage.list };
}
