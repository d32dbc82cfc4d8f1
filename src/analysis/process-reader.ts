import type { CoreEntry, FsEntry, MmEntry, TaskCoreEntry } from '../criu/messages.generated.js';
import { onDemand } from '../bytes/on-demand.js';
import { absent, factOf, mapFact, type Fact } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { openMemory, type Memory, type MemoryOptions } from '../model/memory/memory.js';
import { architectureOf, isCompat } from '../model/process-facts/architecture.js';
import {
  readCommandLine,
  readEnvironment,
  type Strings,
} from '../model/process-facts/argument-strings.js';
import { auxiliaryVectorOf } from '../model/process-facts/auxiliary-vector.js';
import { commandTextOf } from '../model/process-facts/command-text.js';
import { findFilePath, type FilePath } from '../model/process-facts/file-paths.js';
import { readSharedSignals } from '../model/process-facts/pending-signals.js';
import { personalityOf } from '../model/process-facts/personality.js';
import { readResourceLimits } from '../model/process-facts/resource-limits.js';
import { readSignalActions } from '../model/process-facts/signal-actions.js';
import { stateOf } from '../model/process-facts/task-state.js';
import { readTimers } from '../model/process-facts/timers.js';
import type { Process } from '../model/processes.js';
import { threadFactsOf } from './threads.js';
import type { ProcessFacts } from './process-facts.js';

const NOT_SAVED = { absent: 'CRIU does not save it' } as const;
const ENDED = { absent: 'the process has ended' } as const;
const UNSET_LOGIN = 0xffffffff;

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
