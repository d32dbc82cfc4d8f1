import type { CheckpointError } from '../bytes/checkpoint-error.js';
import type { CoreEntry } from '../criu/messages.generated.js';
import { isAbsent, type Fact } from '../model/absent.js';
import {
  readCgroups,
  type CgroupHierarchy,
  type CgroupMembership,
  type Cgroups as CgroupImage,
} from '../model/cgroups.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { readProcesses, type Process } from '../model/processes.js';
import type { Reads } from '../model/reads.js';

export const reads: Reads = [];

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
  const { damage } = checkpoint;
  const { sets, hierarchies } = readCgroups(checkpoint);
  const processes = damage.attemptOr(() => readProcesses(checkpoint), []);
  return {
    processes: processes.map((process) => processOf(process, sets)),
    hierarchies,
    warnings: damage.list,
  };
}

function processOf(process: Process, sets: CgroupImage['sets']): ProcessCgroups {
  const membersOf = (set: number | undefined) =>
    (set === undefined ? undefined : sets.get(set)) ?? [];
  const own = cgroupSet(process.core);
  return {
    pid: process.pid,
    cgroups: membersOf(own),
    threads: process.threads
      .map(({ tid, core }) => ({ tid, set: cgroupSet(core) }))
      .filter(({ set }) => set !== undefined && set !== own)
      .map(({ tid, set }) => ({ tid, cgroups: membersOf(set) })),
  };
}

/** thread_core_entry.cg_set of a task; task_core_entry.cg_set before CRIU 3.17. */
function cgroupSet(core: Fact<Partial<CoreEntry>>): number | undefined {
  if (isAbsent(core)) return undefined;
  return core.thread_core?.cg_set ?? core.tc?.cg_set;
}
