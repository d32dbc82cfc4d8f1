import { CheckpointError } from '../bytes/checkpoint-error.js';
import { absent, factOf, mapFact, type Fact } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import type { ThreadRegisters } from '../model/registers/register.js';
import { registersOf } from '../model/registers/thread-registers.js';
import { noSuchProcess, readTasks, type Task, type TaskThread } from '../model/tasks.js';
import { Warnings } from '../model/warnings.js';

/** The registers of one thread. */
export interface ThreadRegistersRow {
  readonly pid: number;
  readonly tid: number;
  /** thread_core_entry.comm; that of the process for a main thread of an old image. */
  readonly name: Fact<string>;
  readonly registers: Fact<ThreadRegisters>;
}

export interface RegistersResult {
  /** By process in the order of pstree.img, the main thread first. */
  readonly threads: readonly ThreadRegistersRow[];
  /** Processes that have none any more. */
  readonly ended: readonly number[];
  readonly warnings: readonly CheckpointError[];
}

export interface RegistersFilter {
  readonly pids?: ReadonlySet<number>;
  readonly tid?: number;
}

/**
 * Registers by thread, from the core images alone.
 * @throws CheckpointError when pstree.img is missing or damaged, or there is no such process or thread
 */
export function threadRegistersOf(
  checkpoint: Checkpoint,
  { pids, tid }: RegistersFilter = {},
): RegistersResult {
  const warnings = new Warnings();
  const { file } = checkpoint.archive;
  const all = readTasks(checkpoint, warnings);
  for (const pid of pids ?? []) {
    if (all.some((task) => task.pid === pid)) continue;
    throw new CheckpointError('not-found', noSuchProcess(pid, all), { file });
  }
  const tasks = all.filter(({ pid }) => pids?.has(pid) ?? true);
  const threads = tasks.flatMap((task) =>
    task.threads
      .filter((thread) => tid === undefined || thread.tid === tid)
      .map((thread) => rowOf(task, thread, warnings)),
  );
  if (tid !== undefined && threads.length === 0) {
    const where = pids === undefined ? '' : ` of process ${[...pids].join(' or ')}`;
    throw new CheckpointError('not-found', `no thread ${tid}${where} in the checkpoint`, { file });
  }
  const ended = tasks.filter((task) => task.ended).map((task) => task.pid);
  return { threads, ended: tid === undefined ? ended : [], warnings: warnings.list };
}

function rowOf(task: Task, { tid, core }: TaskThread, warnings: Warnings): ThreadRegistersRow {
  return {
    pid: task.pid,
    tid,
    name: mapFact(core, ({ thread_core, tc }) =>
      factOf(thread_core?.comm ?? tc?.comm, `core-${tid}.img`),
    ),
    registers: task.ended
      ? absent('the process has ended')
      : mapFact(core, (entry) => warnings.attempt(() => registersOf(entry))),
  };
}
