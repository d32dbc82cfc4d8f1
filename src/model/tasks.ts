import type { CoreEntry } from '../criu/messages.generated.js';
import { isAbsent, type Fact } from './absent.js';
import type { Checkpoint } from './checkpoint.js';
import { readFirst, readMessages } from './images.js';
import { TaskState } from './processes.js';
import type { Warnings } from './warnings.js';

/** A process of pstree.img with what its core images tell, as far as they can be read. */
export interface Task {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly sid: number;
  readonly core: Fact<Partial<CoreEntry>>;
  /** Dead or a zombie: it has no memory, files or directories any more. */
  readonly ended: boolean;
  /** The main thread first, each once; none of a process that has ended. */
  readonly threads: readonly TaskThread[];
}

export interface TaskThread {
  readonly tid: number;
  readonly core: Fact<Partial<CoreEntry>>;
}

/**
 * All processes in the order of pstree.img.
 * @throws CheckpointError when pstree.img is missing or damaged: nothing is known of any process then
 */
export function readTasks(checkpoint: Checkpoint, warnings: Warnings): Task[] {
  const cores = new Map<number, TaskThread['core']>();
  const readCore = (tid: number) => {
    const read = () => readFirst(checkpoint, `core-${tid}.img`, 'core_entry');
    const core = cores.get(tid) ?? warnings.attempt(read);
    cores.set(tid, core);
    return core;
  };
  return readMessages(checkpoint, 'pstree.img', 'pstree_entry').map((entry) => {
    const { pid = 0, ppid = 0, pgid = 0, sid = 0, threads = [] } = entry;
    const core = readCore(pid);
    const others = [...new Set(threads)].filter((tid) => tid !== pid && tid !== 0);
    const ended = !isAbsent(core) && hasEnded(core);
    const main = { tid: pid, core };
    return {
      pid,
      ppid,
      pgid,
      sid,
      core,
      ended,
      threads: ended ? [] : [main, ...others.map((tid) => ({ tid, core: readCore(tid) }))],
    };
  });
}

/** Why there is no process of this ID: it may be that of a thread. */
export function noSuchProcess(pid: number, tasks: readonly Task[]): string {
  const owner = tasks.find(({ threads }) => threads.some(({ tid }) => tid === pid));
  return owner === undefined
    ? `no process with PID ${pid} in the process tree`
    : `${pid} is a thread of process ${owner.pid}, not a process`;
}

function hasEnded({ tc }: Partial<CoreEntry>): boolean {
  return tc?.task_state === TaskState.dead || tc?.task_state === TaskState.zombie;
}
