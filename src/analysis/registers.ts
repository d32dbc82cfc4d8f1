import { CheckpointError } from '../bytes/checkpoint-error.js';
import { absent, factOf, mapFact, type Fact } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { chooseProcesses, isEveryProcess, type ProcessChoice } from '../model/choose-processes.js';
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
  /** By process in the order of pstree.img or as they were asked for, the main thread first. */
  readonly threads: readonly ThreadRegistersRow[];
  /** Processes that have none any more. */
  readonly ended: readonly number[];
  /** Why processes that were asked for are not there. */
  readonly missing: readonly CheckpointError[];
  readonly warnings: readonly CheckpointError[];
}

export interface RegistersFilter extends ProcessChoice {
  readonly tid?: number;
}

/**
 * Registers by thread, from the core images alone.
 * @throws CheckpointError when pstree.img is missing or damaged, or none of the processes or threads is there
 */
export function threadRegistersOf(
  checkpoint: Checkpoint,
  { tid, ...choice }: RegistersFilter = {},
): RegistersResult {
  const { file } = checkpoint.archive;
  const all = readProcesses(checkpoint);
  const { processes, missing } = chooseProcesses(all, choice, file, (pid) =>
    noSuchProcess(pid, all),
  );
  for (const error of processes.length === 0 ? missing : []) throw error;
  const threads = processes.flatMap((process) =>
    process.threads
      .filter((thread) => tid === undefined || thread.tid === tid)
      .map((thread) => rowOf(process, thread)),
  );
  if (tid !== undefined && threads.length === 0) {
    const among = processes.map(({ pid }) => pid).join(' or ');
    const where = isEveryProcess(choice) || among === '' ? '' : ` of process ${among}`;
    throw new CheckpointError('not-found', `no thread ${tid}${where} in the checkpoint`, { file });
  }
  const ended = processes.filter((process) => process.ended).map((process) => process.pid);
  return {
    threads,
    ended: tid === undefined ? ended : [],
    missing,
    warnings: checkpoint.damage.list,
  };
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
