import { CheckpointError } from '../bytes/checkpoint-error.js';
import { absent, factOf, mapFact, type Fact } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import type { ThreadRegisters } from '../model/registers/register.js';
import { registersOf } from '../model/registers/thread-registers.js';
import { noSuchProcess, readProcesses, type Process, type Thread } from '../model/processes.js';
import type { Reads } from '../model/reads.js';

export const reads: Reads = [];

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
  const { file } = checkpoint.archive;
  const all = readProcesses(checkpoint);
  for (const pid of pids ?? []) {
    if (all.some((process) => process.pid === pid)) continue;
    throw new CheckpointError('not-found', noSuchProcess(pid, all), { file });
  }
  const processes = all.filter(({ pid }) => pids?.has(pid) ?? true);
  const threads = processes.flatMap((process) =>
    process.threads
      .filter((thread) => tid === undefined || thread.tid === tid)
      .map((thread) => rowOf(process, thread)),
  );
  if (tid !== undefined && threads.length === 0) {
    const where = pids === undefined ? '' : ` of process ${[...pids].join(' or ')}`;
    throw new CheckpointError('not-found', `no thread ${tid}${where} in the checkpoint`, { file });
  }
  const ended = processes.filter((process) => process.ended).map((process) => process.pid);
  return { threads, ended: tid === undefined ? ended : [], warnings: checkpoint.damage.list };
}

function rowOf(process: Process, { tid, core }: Thread): ThreadRegistersRow {
  return {
    pid: process.pid,
    tid,
    name: mapFact(core, ({ thread_core, tc }) =>
      factOf(thread_core?.comm ?? tc?.comm, `core-${tid}.img`),
    ),
    registers: process.ended ? absent('the process has ended') : mapFact(core, registersOf),
  };
}
