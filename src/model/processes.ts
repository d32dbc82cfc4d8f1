import type { CoreEntry, PstreeEntry, TaskKobjIdsEntry } from '../criu/messages.generated.js';
import { factOf, isAbsent, mapFact, type Fact } from './absent.js';
import type { Checkpoint } from './checkpoint.js';
import type { Images } from './images.js';

/** States of task_core_entry.task_state (compel's task-state.h). */
export const TaskState = { alive: 1, dead: 2, stopped: 3, zombie: 6 } as const;

/** A thread: core-TID.img. */
export class Thread {
  constructor(
    private readonly images: Images,
    readonly tid: number,
  ) {}

  /** Its registers, rights and more; read again when it is no longer at hand. */
  get core(): Fact<Partial<CoreEntry>> {
    return this.images.first(`core-${this.tid}.img`, 'core_entry');
  }
}

/** A process of pstree.img with what its core images tell, as far as they can be read. */
export class Process {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly sid: number;
  private readonly main: Thread;
  private readonly tids: readonly number[];
  private known: { readonly comm: Fact<string>; readonly ended: boolean } | undefined;

  constructor(
    private readonly images: Images,
    { pid = 0, ppid = 0, pgid = 0, sid = 0, threads = [] }: PstreeEntry,
  ) {
    this.pid = pid;
    this.ppid = ppid;
    this.pgid = pgid;
    this.sid = sid;
    this.main = new Thread(images, pid);
    // Of a zombie there are none, or only 0.
    this.tids = [...new Set(threads)].filter((tid) => tid !== pid && tid !== 0);
  }

  get core(): Fact<Partial<CoreEntry>> {
    return this.main.core;
  }

  /** Numbers of its namespaces and tables: ids-PID.img, or core_entry.ids in sets that keep them there. */
  get ids(): TaskKobjIdsEntry | undefined {
    return (
      this.images.find(`ids-${this.pid}.img`, 'task_kobj_ids_entry') ??
      this.images.find(`core-${this.pid}.img`, 'core_entry')?.ids
    );
  }

  /** task_core_entry.comm, at most 15 bytes. */
  get comm(): Fact<string> {
    return this.brief.comm;
  }

  /** Dead or a zombie: it has no memory, files or directories any more. */
  get ended(): boolean {
    return this.brief.ended;
  }

  /** The main thread first, each once; none of a process that has ended. */
  get threads(): readonly Thread[] {
    if (this.ended) return [];
    return [this.main, ...this.tids.map((tid) => new Thread(this.images, tid))];
  }

  /** What is asked of all processes again and again. */
  private get brief(): NonNullable<typeof this.known> {
    if (this.known === undefined) {
      const { core } = this;
      const state = isAbsent(core) ? undefined : core.tc?.task_state;
      this.known = {
        comm: mapFact(core, ({ tc }) => factOf(tc?.comm, `core-${this.pid}.img`)),
        ended: state === TaskState.dead || state === TaskState.zombie,
      };
    }
    return this.known;
  }
}

/**
 * All processes in the order of pstree.img, each once.
 * @throws CheckpointError when that is missing, or damaged before the first: nothing is known of any then
 */
export function readProcesses(checkpoint: Checkpoint): readonly Process[] {
  return checkpoint.once(processesOfTree);
}

/** Of a PID that a forged image repeats the first counts. */
function processesOfTree({ images }: Checkpoint): Process[] {
  const processes = new Map<number, Process>();
  for (const entry of images.require('pstree.img', 'pstree_entry')) {
    const process = new Process(images, entry);
    if (!processes.has(process.pid)) processes.set(process.pid, process);
  }
  return [...processes.values()];
}

/**
 * Why there is no process of this ID: it may be that of a thread.
 * @param hint what to do about it
 */
export function noSuchProcess(pid: number, processes: readonly Process[], hint?: string): string {
  const owner = processes.find(({ threads }) => threads.some(({ tid }) => tid === pid));
  return owner === undefined
    ? `no process with PID ${pid} ${hint === undefined ? 'in the process tree' : `(${hint})`}`
    : `${pid} is a thread of process ${owner.pid}, not a process`;
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
