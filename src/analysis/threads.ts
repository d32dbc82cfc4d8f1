import type { CoreEntry, ThreadCoreEntry } from '../criu/messages.generated.js';
import { absent, mapFact, type Fact } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { architectureOf } from '../model/process-facts/architecture.js';
import {
  credentialsOf,
  readCredsEntry,
  type Credentials,
} from '../model/process-facts/credentials.js';
import { readThreadSignals, type PendingSignal } from '../model/process-facts/pending-signals.js';
import { schedulingOf, type Scheduling } from '../model/process-facts/scheduling.js';
import { signalName, signalSet } from '../model/process-facts/signals.js';
import type { Thread } from '../model/processes.js';

/** What belongs to a single thread: core-TID.img. */
export interface ThreadFacts {
  readonly tid: number;
  /** thread_core_entry.comm; that of the process for a main thread of an old image. */
  readonly name: Fact<string>;
  readonly credentials: Fact<Credentials>;
  readonly scheduling: Fact<Scheduling>;
  readonly blockedSignals: Fact<readonly string[]>;
  /** Signals that wait for this very thread. */
  readonly pendingSignals: Fact<readonly PendingSignal[]>;
  /** Signal that it gets when its parent dies; `none` when it asked for none. */
  readonly parentDeathSignal: Fact<string>;
  /** sigaltstack(2); `size` in bytes. */
  readonly alternateStack: Fact<{ readonly start: bigint; readonly size: bigint } | 'disabled'>;
  /** cg_set_entry.id of cgroup.img. */
  readonly cgroupSet: Fact<number>;
}

const STACK_DISABLED = 2;

export function threadFactsOf(checkpoint: Checkpoint, { tid, core }: Thread): ThreadFacts {
  const fromCore = <T>(read: (core: Partial<CoreEntry>) => Fact<T>): Fact<NonNullable<T>> =>
    mapFact(core, (entry) => read(entry) ?? absent(`core-${tid}.img does not tell it`));
  return {
    tid,
    name: fromCore(({ thread_core, tc }) => thread_core?.comm ?? tc?.comm),
    credentials: mapFact(
      fromCore((entry) => readCredsEntry(checkpoint, tid, entry)),
      credentialsOf,
    ),
    scheduling: fromCore(({ thread_core }) => thread_core && schedulingOf(thread_core)),
    blockedSignals: fromCore(blockedSignalsOf),
    pendingSignals: fromCore((entry) => readThreadSignals(checkpoint, tid, entry)),
    parentDeathSignal: fromCore((entry) => {
      const number = entry.thread_core?.pdeath_sig ?? 0;
      if (entry.thread_core === undefined) return undefined;
      return number === 0 ? 'none' : signalName(number, architectureOf(entry));
    }),
    alternateStack: fromCore(({ thread_core }) => thread_core && alternateStackOf(thread_core)),
    cgroupSet: fromCore(({ thread_core, tc }) => thread_core?.cg_set ?? tc?.cg_set),
  };
}

/** task_core_entry.blk_sigset of a main thread, thread_core_entry.blk_sigset of the others. */
function blockedSignalsOf(core: Partial<CoreEntry>): string[] | undefined {
  const { tc, thread_core } = core;
  const set = tc?.blk_sigset ?? thread_core?.blk_sigset;
  const extended = tc?.blk_sigset_extended ?? thread_core?.blk_sigset_extended;
  return set === undefined ? undefined : signalSet(set, architectureOf(core), extended);
}

function alternateStackOf({
  sas,
}: Partial<ThreadCoreEntry>): ThreadFacts['alternateStack'] | undefined {
  if (sas === undefined) return undefined;
  if (((sas.ss_flags ?? 0) & STACK_DISABLED) !== 0) return 'disabled';
  return { start: sas.ss_sp ?? 0n, size: sas.ss_size ?? 0n };
}
