import type { CheckpointError } from '../bytes/checkpoint-error.js';
import type { CoreEntry } from '../criu/messages.generated.js';
import {
  readCgroups,
  type CgroupHierarchy,
  type CgroupMembership,
  type Cgroups as CgroupImage,
} from '../model/cgroups.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { findFirst, readMessages } from '../model/images.js';
import { attempt } from './attempt.js';

export interface ProcessCgroups {
  readonly pid: number;
  /** Empty where cgroup.img has no such set. */
  readonly cgroups: readonly CgroupMembership[];
  /** Threads that are in other cgroups than the process. */
  readonly threads: readonly {
    readonly tid: number;
    readonly cgroups: readonly CgroupMembership[];
  }[];
}

export interface Cgroups {
  readonly processes: readonly ProcessCgroups[];
  readonly hierarchies: readonly CgroupHierarchy[];
  readonly warnings: readonly CheckpointError[];
}

/** Where the processes are in the control groups, and the limits there (core and cgroup images). */
export function cgroupsOf(checkpoint: Checkpoint): Cgroups {
  const warnings: CheckpointError[] = [];
  const { sets, hierarchies } = attempt(warnings, () => readCgroups(checkpoint)) ?? {
    sets: new Map<number, never>(),
    hierarchies: [],
  };
  const entries = attempt(warnings, () => readMessages(checkpoint, 'pstree.img', 'pstree_entry'));
  const processes = new Map(
    (entries ?? []).map(({ pid = 0, threads = [] }) => [pid, new Set(threads)]),
  );
  return {
    processes: [...processes].map(([pid, threads]) =>
      processOf(checkpoint, pid, threads, sets, warnings),
    ),
    hierarchies,
    warnings,
  };
}

function processOf(
  checkpoint: Checkpoint,
  pid: number,
  threads: ReadonlySet<number>,
  sets: CgroupImage['sets'],
  warnings: CheckpointError[],
): ProcessCgroups {
  const setOf = (tid: number) => attempt(warnings, () => cgroupSet(checkpoint, tid));
  const membersOf = (set: number | undefined) =>
    (set === undefined ? undefined : sets.get(set)) ?? [];
  const own = setOf(pid);
  return {
    pid,
    cgroups: membersOf(own),
    threads: [...threads]
      .filter((tid) => tid !== pid)
      .map((tid) => ({ tid, set: setOf(tid) }))
      .filter(({ set }) => set !== undefined && set !== own)
      .map(({ tid, set }) => ({ tid, cgroups: membersOf(set) })),
  };
}

/** thread_core_entry.cg_set of a task; task_core_entry.cg_set before CRIU 3.17. */
function cgroupSet(checkpoint: Checkpoint, tid: number): number | undefined {
  const core: Partial<CoreEntry> = findFirst(checkpoint, `core-${tid}.img`, 'core_entry') ?? {};
  return core.thread_core?.cg_set ?? core.tc?.cg_set;
}
