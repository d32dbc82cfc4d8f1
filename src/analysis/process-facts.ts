import type { Fact } from '../model/absent.js';
import type { Architecture } from '../model/process-facts/architecture.js';
import type { Strings } from '../model/process-facts/argument-strings.js';
import type { AuxiliaryValue } from '../model/process-facts/auxiliary-vector.js';
import type { CommandText } from '../model/process-facts/command-text.js';
import type { FilePath } from '../model/process-facts/file-paths.js';
import type { PendingSignal } from '../model/process-facts/pending-signals.js';
import type { Personality } from '../model/process-facts/personality.js';
import type { ResourceLimit } from '../model/process-facts/resource-limits.js';
import type { SignalAction } from '../model/process-facts/signal-actions.js';
import type { ProcessState } from '../model/process-facts/task-state.js';
import type { Timers } from '../model/process-facts/timers.js';
import type { ThreadFacts } from './threads.js';

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
