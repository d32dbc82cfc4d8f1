import type { ThreadCoreEntry } from '../../criu/messages.generated.js';

/** How a thread gets its share of the processor. */
export interface Scheduling {
  /** Class, as chrt names it: `OTHER`, `FIFO`, `RR`, `BATCH`, `IDLE`, `DEADLINE`, or its number. */
  readonly policy: string;
  /** -20, most favoured, to 19. */
  readonly nice: number;
  /** Of the real-time classes: 1 to 99; 0 for the others. */
  readonly priority: number;
  /** By how many nanoseconds its timers may be late; CRIU 4.2 and before did not record it. */
  readonly timerSlackNs?: bigint;
}

const POLICIES: Readonly<Record<number, string>> = {
  0: 'OTHER',
  1: 'FIFO',
  2: 'RR',
  3: 'BATCH',
  5: 'IDLE',
  6: 'DEADLINE',
  7: 'EXT',
};

/** thread_core_entry's sched_ fields; undefined where CRIU wrote none of them. */
export function schedulingOf(thread: Partial<ThreadCoreEntry>): Scheduling | undefined {
  const { sched_policy, sched_nice, sched_prio, timerslack_ns: slack } = thread;
  if (sched_policy === undefined && sched_nice === undefined) return undefined;
  const policy = sched_policy ?? 0;
  return {
    policy: POLICIES[policy] ?? String(policy),
    nice: sched_nice ?? 0,
    priority: sched_prio ?? 0,
    ...(slack !== undefined && { timerSlackNs: slack }),
  };
}
