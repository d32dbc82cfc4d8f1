import type { CheckpointError } from '../bytes/checkpoint-error.js';
import type { CoreEntry, FsEntry, MmEntry, TaskCoreEntry } from '../criu/messages.generated.js';
import { onDemand } from '../bytes/on-demand.js';
import { absent, factOf, mapFact, type Fact } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { openMemory, type Memory, type MemoryOptions } from '../model/memory/memory.js';
import {
  architectureOf,
  isCompat,
  type Architecture,
} from '../model/process-facts/architecture.js';
import {
  readCommandLine,
  readEnvironment,
  type Strings,
} from '../model/process-facts/argument-strings.js';
import { auxiliaryVectorOf, type AuxiliaryValue } from '../model/process-facts/auxiliary-vector.js';
import { commandTextOf, type CommandText } from '../model/process-facts/command-text.js';
import { findFilePath, type FilePath } from '../model/process-facts/file-paths.js';
import { readSharedSignals, type PendingSignal } from '../model/process-facts/pending-signals.js';
import { personalityOf, type Personality } from '../model/process-facts/personality.js';
import { readResourceLimits, type ResourceLimit } from '../model/process-facts/resource-limits.js';
import { readSignalActions, type SignalAction } from '../model/process-facts/signal-actions.js';
import { stateOf, type ProcessState } from '../model/process-facts/task-state.js';
import { readTimers, type Timers } from '../model/process-facts/timers.js';
import { readProcesses, type Process } from '../model/processes.js';
import { threadFactsOf, type ThreadFacts } from './threads.js';
import type { Reads } from '../model/reads.js';

/** Command lines and environments lie in the memory of the processes. */
export const reads: Reads = ['pages'];

/** What a checkpoint tells of one process. A fact that it does not have says why. */
export interface ProcessFacts {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly sid: number;
  /** task_core_entry.comm, at most 15 bytes. */
  readonly comm: Fact<string>;
  readonly architecture: Fact<Architecture>;
  /** A 32-bit program on a 64-bit kernel. */
  readonly compat: Fact<boolean>;
  readonly state: Fact<ProcessState>;
  readonly commandLine: Fact<Strings>;
  /** The command line as one text, and whether the process wrote over it. */
  readonly command: Fact<CommandText>;
  readonly environment: Fact<Strings>;
  /** The program: mm_entry.exe_file_id. */
  readonly exe: Fact<FilePath>;
  /** Working directory and root: fs_entry.cwd_id and root_id. */
  readonly cwd: Fact<FilePath>;
  readonly root: Fact<FilePath>;
  /** Permission bits that new files do not get: fs_entry.umask. */
  readonly umask: Fact<number>;
  /** The main thread first. Users, scheduling and blocked signals belong to threads. */
  readonly threads: readonly ThreadFacts[];
  /** Signals that wait for the process as a whole; those of one thread are in `threads`. */
  readonly pendingSignals: Fact<readonly PendingSignal[]>;
  readonly signalActions: Fact<readonly SignalAction[]>;
  readonly limits: Fact<readonly ResourceLimit[]>;
  readonly timers: Fact<Timers>;
  readonly oomScoreAdj: Fact<number>;
  readonly personality: Fact<Personality>;
  /** Audit login uid: task_core_entry.loginuid. */
  readonly loginUid: Fact<number | 'unset'>;
  readonly childSubreaper: Fact<boolean>;
  /** cg_set_entry.id of cgroup.img. */
  readonly cgroupSet: Fact<number>;
  /** 0: no core dumps and no ptrace by others; 1: usual; 2: a core dump only root may read. */
  readonly dumpable: Fact<number>;
  readonly hugePagesDisabled: Fact<boolean>;
  /** Kernel task flags, PF_*: task_core_entry.flags. */
  readonly kernelFlags: Fact<number>;
  /** Addresses of mm_entry, by its field names without `mm_`. */
  readonly addresses: Fact<Readonly<Record<string, bigint>>>;
  /** What the kernel told the program at execve (AT_*): mm_entry.mm_saved_auxv up to AT_NULL. */
  readonly auxiliaryVector: Fact<readonly AuxiliaryValue[]>;
  /** CRIU does not save these; they are told as absent rather than left out. */
  readonly startTime: Fact<never>;
  readonly coredumpFilter: Fact<never>;
}

export interface ProcessesResult {
  /** In the order of pstree.img. */
  readonly processes: readonly ProcessFacts[];
  /** What could not be read and why. */
  readonly warnings: readonly CheckpointError[];
}

const NOT_SAVED = { absent: 'CRIU does not save it' } as const;
const ENDED = { absent: 'the process has ended' } as const;
const UNSET_LOGIN = 0xffffffff;

/**
 * The facts of all processes.
 * @throws CheckpointError when pstree.img is missing or damaged
 */
export function processesOf(checkpoint: Checkpoint, options: MemoryOptions = {}): ProcessesResult {
  const processes = readProcesses(checkpoint);
  const reader = new ProcessReader(checkpoint, options);
  const facts = processes.map((process) => reader.factsOf(process));
  return { processes: facts, warnings: checkpoint.damage.list };
}

/** What `take` takes of each process on its way: there may be too many to hold all their facts. */
export function* eachProcess<T>(
  checkpoint: Checkpoint,
  take: (facts: ProcessFacts) => Iterable<T>,
): Generator<T> {
  const reader = new ProcessReader(checkpoint);
  for (const process of readProcesses(checkpoint)) yield* take(reader.factsOnDemand(process));
}

/** The facts of one process at a time, so that those of many need not be held. */
export class ProcessReader {
  private readonly memory: Memory;

  constructor(
    private readonly checkpoint: Checkpoint,
    options: MemoryOptions = {},
  ) {
    this.memory = openMemory(checkpoint, options);
  }

  factsOf(process: Process): ProcessFacts {
    return { ...this.factsOnDemand(process) };
  }

  /**
   * The same while the checkpoint is open: what is long, in memory or tells of directories is read when it is
   * asked for, so that who does not ask does not miss the images that it is in.
   */
  factsOnDemand(process: Process): ProcessFacts {
    const { pid, ppid, pgid, sid, core, ended } = process;
    const { checkpoint } = this;
    // Of a process that has ended CRIU writes zeros for all but its name and how it ended.
    const living = ended ? ENDED : core;
    const fromCore = <T>(read: (core: Partial<CoreEntry>) => Fact<T>): Fact<NonNullable<T>> =>
      mapFact(living, (entry) => read(entry) ?? absent(`core-${pid}.img does not tell it`));
    const fromTask = <K extends keyof TaskCoreEntry>(field: K) => fromCore(({ tc }) => tc?.[field]);
    const memory = onDemand(() => this.memoryFacts(process));
    const directories = onDemand(() => this.directoryFacts(process));
    const settings = onDemand(() => ({
      pendingSignals: fromCore((entry) => readSharedSignals(checkpoint, pid, entry)),
      signalActions: fromCore((entry) => readSignalActions(checkpoint, pid, entry)),
      limits: fromCore((entry) => readResourceLimits(checkpoint, pid, entry)),
      timers: fromCore((entry) => readTimers(checkpoint, pid, entry)),
    }));
    return {
      pid,
      ppid,
      pgid,
      sid,
      comm: process.comm,
      architecture: mapFact(core, architectureOf),
      compat: fromCore(isCompat),
      state: mapFact(core, stateOf),
      get commandLine() {
        return memory().commandLine;
      },
      get command() {
        return memory().command;
      },
      get environment() {
        return memory().environment;
      },
      get exe() {
        return memory().exe;
      },
      get dumpable() {
        return memory().dumpable;
      },
      get hugePagesDisabled() {
        return memory().hugePagesDisabled;
      },
      get addresses() {
        return memory().addresses;
      },
      get auxiliaryVector() {
        return memory().auxiliaryVector;
      },
      get cwd() {
        return directories().cwd;
      },
      get root() {
        return directories().root;
      },
      get umask() {
        return directories().umask;
      },
      threads: process.threads.map((thread) => threadFactsOf(checkpoint, thread)),
      get pendingSignals() {
        return settings().pendingSignals;
      },
      get signalActions() {
        return settings().signalActions;
      },
      get limits() {
        return settings().limits;
      },
      get timers() {
        return settings().timers;
      },
      oomScoreAdj: fromTask('oom_score_adj'),
      personality: mapFact(fromTask('personality'), personalityOf),
      loginUid: mapFact(fromTask('loginuid'), (uid) => (uid === UNSET_LOGIN ? 'unset' : uid)),
      childSubreaper: fromTask('child_subreaper'),
      cgroupSet: fromCore(({ tc, thread_core }) => tc?.cg_set ?? thread_core?.cg_set),
      kernelFlags: fromTask('flags'),
      startTime: NOT_SAVED,
      coredumpFilter: NOT_SAVED,
    };
  }

  /** From mm-PID.img and the pages. */
  private memoryFacts({ pid, ended }: Process) {
    const { damage } = this.checkpoint;
    const mm = this.image(ended, `mm-${pid}.img`, 'mm_entry');
    const space = mapFact(mm, () => damage.attempt(() => this.memory.space(pid)));
    const strings = (read: typeof readCommandLine): Fact<Strings> =>
      mapFact(mm, (entry) => mapFact(space, (each) => damage.attempt(() => read(each, entry))));
    const field = <K extends keyof MmEntry>(name: K): Fact<NonNullable<MmEntry[K]>> =>
      mapFact(mm, (entry) => factOf(entry[name], `mm-${pid}.img`));
    const commandLine = strings(readCommandLine);
    return {
      commandLine,
      command: mapFact(commandLine, commandTextOf),
      environment: strings(readEnvironment),
      exe: this.path(field('exe_file_id')),
      dumpable: field('dumpable'),
      hugePagesDisabled: mapFact(mm, ({ thp_disabled }) => thp_disabled ?? false),
      addresses: mapFact(mm, addressesOf),
      auxiliaryVector: mapFact(mm, auxiliaryVectorOf),
    };
  }

  /** From fs-PID.img. */
  private directoryFacts({ pid, ended }: Process) {
    const fs = this.image(ended, `fs-${pid}.img`, 'fs_entry');
    const field = <K extends keyof FsEntry>(name: K): Fact<NonNullable<FsEntry[K]>> =>
      mapFact(fs, (entry) => factOf(entry[name], `fs-${pid}.img`));
    return {
      cwd: this.path(field('cwd_id')),
      root: this.path(field('root_id')),
      umask: field('umask'),
    };
  }

  private image<T extends 'mm_entry' | 'fs_entry'>(ended: boolean, name: string, type: T) {
    return ended ? ENDED : this.checkpoint.images.first(name, type);
  }

  private path(id: Fact<number>): Fact<FilePath> {
    return mapFact(id, (each) => findFilePath(this.checkpoint, each));
  }
}

function addressesOf(mm: Partial<MmEntry>): Record<string, bigint> {
  const fields = Object.entries(mm).filter(
    (field): field is [string, bigint] => typeof field[1] === 'bigint',
  );
  return Object.fromEntries(fields.map(([name, value]) => [name.replace(/^mm_/, ''), value]));
}
