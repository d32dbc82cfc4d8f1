import type { CoreEntry, PstreeEntry } from '../criu/messages.generated.js';
import { readFirst, readMessages } from './images.js';
import type { Checkpoint } from './checkpoint.js';

/** States of task_core_entry.task_state (compel's task-state.h). */
export const TaskState = { alive: 1, dead: 2, stopped: 3, zombie: 6 } as const;

/** A process as pstree.img and its core image tell of it. */
export interface Process {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly sid: number;
  /** Threads' ids; a zombie has none, or only 0. */
  readonly threads: readonly number[];
  /** task_core_entry.comm, at most 15 bytes. */
  readonly comm: string;
  readonly core: CoreEntry;
}

/**
 * All processes in the order of pstree.img.
 * @throws CheckpointError when pstree.img or a core image is missing or damaged
 */
export function readProcesses(checkpoint: Checkpoint): Process[] {
  return readMessages(checkpoint, 'pstree.img', 'pstree_entry').map((entry) =>
    readProcess(checkpoint, entry),
  );
}

/** A task that has ended: it has no memory, descriptors or directories any more. */
export function hasEnded(process: Process): boolean {
  const state = process.core.tc?.task_state;
  return state === TaskState.dead || state === TaskState.zombie;
}

function readProcess(checkpoint: Checkpoint, entry: PstreeEntry): Process {
  const pid = entry.pid ?? 0;
  const core = readFirst(checkpoint, `core-${pid}.img`, 'core_entry');
  return {
    pid,
    ppid: entry.ppid ?? 0,
    pgid: entry.pgid ?? 0,
    sid: entry.sid ?? 0,
    threads: entry.threads ?? [],
    comm: core.tc?.comm ?? '',
    core,
  };
}

/** A process and how deep in the tree it stands, a root being 0. */
export interface TreeRow<P> {
  readonly process: P;
  readonly depth: number;
}

/**
 * The processes depth-first, children in the order of pstree.img. One whose parent is not among them
 * is a root, so every process comes once, whatever the image claims of its parents.
 */
export function walkTree<P extends { readonly pid: number; readonly ppid: number }>(
  processes: readonly P[],
): TreeRow<P>[] {
  const children = new Map<number, P[]>();
  const pids = new Set(processes.map((process) => process.pid));
  const roots = processes.filter((process) => !pids.has(process.ppid));
  for (const process of processes) {
    const siblings = children.get(process.ppid);
    if (siblings === undefined) children.set(process.ppid, [process]);
    else siblings.push(process);
  }
  const rows: TreeRow<P>[] = [];
  const seen = new Set<P>();
  // A loop of parents leaves processes that no root leads to: they are taken as roots in turn.
  for (const root of [...roots, ...processes]) {
    const stack: TreeRow<P>[] = [{ process: root, depth: 0 }];
    for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
      if (seen.has(row.process)) continue;
      seen.add(row.process);
      rows.push(row);
      const depth = row.depth + 1;
      const below = children.get(row.process.pid) ?? [];
      for (const process of [...below].reverse()) stack.push({ process, depth });
    }
  }
  return rows;
}
