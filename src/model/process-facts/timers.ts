import type { CoreEntry, ItimerEntry, PosixTimerEntry } from '../../criu/messages.generated.js';
import { mapFact, type Fact } from '../absent.js';
import type { Checkpoint } from '../checkpoint.js';
import { architectureOf, type Architecture } from './architecture.js';
import { signalName } from './signals.js';

/** A timer of setitimer(2) that runs. */
export interface IntervalTimer {
  readonly timer: 'ITIMER_REAL' | 'ITIMER_VIRTUAL' | 'ITIMER_PROF';
  /** Microseconds until it fires. */
  readonly leftUs: bigint;
  /** Microseconds between expiries; 0 for one that fires once. */
  readonly intervalUs: bigint;
}

/** A timer of timer_create(2). */
export interface PosixTimer {
  readonly id: number;
  /** `CLOCK_MONOTONIC`; `CPU time of process` and the like for the clock of a task. */
  readonly clock: string;
  readonly notify: 'signal' | 'none' | 'thread' | 'thread-id' | 'unknown';
  /** For notification by signal. */
  readonly signal?: string;
  /** Thread that gets the signal. */
  readonly thread?: number;
  /** Value handed over with the signal. */
  readonly value: bigint;
  /** Expiries missed. */
  readonly overrun: number;
  /** Nanoseconds until it fires; 0 for one that is not armed. */
  readonly leftNs: bigint;
  readonly intervalNs: bigint;
}

export interface Timers {
  readonly interval: readonly IntervalTimer[];
  readonly posix: readonly PosixTimer[];
}

const CLOCKS: Readonly<Record<number, string>> = {
  0: 'CLOCK_REALTIME',
  1: 'CLOCK_MONOTONIC',
  2: 'CLOCK_PROCESS_CPUTIME_ID',
  3: 'CLOCK_THREAD_CPUTIME_ID',
  7: 'CLOCK_BOOTTIME',
  8: 'CLOCK_REALTIME_ALARM',
  9: 'CLOCK_BOOTTIME_ALARM',
  11: 'CLOCK_TAI',
};

const NOTIFY: Readonly<Record<number, PosixTimer['notify']>> = {
  0: 'signal',
  1: 'none',
  2: 'thread',
  4: 'thread-id',
};

/**
 * Timers of a process: task_core_entry.timers, or itimers-PID.img and posix-timers-PID.img of old sets.
 * Interval timers that are not armed are left out.
 */
export function readTimers(
  { images }: Checkpoint,
  pid: number,
  core: Partial<CoreEntry>,
): Fact<Timers> {
  const timers = core.tc?.timers;
  if (timers !== undefined) {
    const { real, virt, prof, posix = [] } = timers;
    return describe([real, virt, prof], posix, core);
  }
  const interval = images.list(`itimers-${pid}.img`, 'itimer_entry');
  const posix = images.list(`posix-timers-${pid}.img`, 'posix_timer_entry');
  return mapFact(interval, (ofInterval) =>
    mapFact(posix, (ofPosix) => describe(ofInterval, ofPosix, core)),
  );
}

function describe(
  interval: readonly (ItimerEntry | undefined)[],
  posix: readonly PosixTimerEntry[],
  core: Partial<CoreEntry>,
): Timers {
  const names = ['ITIMER_REAL', 'ITIMER_VIRTUAL', 'ITIMER_PROF'] as const;
  return {
    interval: names
      .map((timer, index) => intervalTimer(timer, interval[index]))
      .filter(({ leftUs, intervalUs }) => leftUs !== 0n || intervalUs !== 0n),
    posix: posix.map((entry) => posixTimer(entry, architectureOf(core))),
  };
}

function intervalTimer(
  timer: IntervalTimer['timer'],
  entry: Partial<ItimerEntry> = {},
): IntervalTimer {
  const { isec = 0n, iusec = 0n, vsec = 0n, vusec = 0n } = entry;
  return { timer, leftUs: vsec * 1_000_000n + vusec, intervalUs: isec * 1_000_000n + iusec };
}

function posixTimer(entry: Partial<PosixTimerEntry>, architecture: Architecture): PosixTimer {
  const { isec = 0n, insec = 0n, vsec = 0n, vnsec = 0n } = entry;
  const notify = NOTIFY[entry.it_sigev_notify ?? 0] ?? 'unknown';
  const bySignal = notify === 'signal' || notify === 'thread-id';
  return {
    id: entry.it_id ?? 0,
    clock: clockName(entry.clock_id ?? 0),
    notify,
    ...(bySignal && { signal: signalName(entry.si_signo ?? 0, architecture) }),
    ...(entry.notify_thread_id !== undefined && { thread: entry.notify_thread_id }),
    value: entry.sival_ptr ?? 0n,
    overrun: entry.overrun ?? 0,
    leftNs: vsec * 1_000_000_000n + vnsec,
    intervalNs: isec * 1_000_000_000n + insec,
  };
}

/** Negative numbers are CPU clocks: the task's id inverted, bit 2 for a thread (posix-timers.h). */
function clockName(id: number): string {
  const clock = id | 0;
  if (clock >= 0) return CLOCKS[clock] ?? `clock ${clock}`;
  const task = ~(clock >> 3);
  const kind = (clock & 4) !== 0 ? 'thread' : 'process';
  return task === 0 ? `CPU time of the ${kind}` : `CPU time of ${kind} ${task}`;
}
