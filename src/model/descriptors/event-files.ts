import { absent, known, type Absent } from '../absent.js';
import { namesOfBits } from '../bit-names.js';
import { signalSet } from '../process-facts/signals.js';
import { signalOwner, type FileContext, type SignalOwner } from './file-context.js';

interface EventFacts {
  readonly id: number;
  readonly flags: number | Absent;
  readonly signalOwner?: SignalOwner;
}

/** eventfd(2): eventfd_file_entry. */
export interface EventFd extends EventFacts {
  readonly type: 'EVENTFD';
  /** What was signalled and not yet read. */
  readonly counter: bigint | Absent;
}

/** signalfd(2): signalfd_entry. */
export interface SignalFd extends EventFacts {
  readonly type: 'SIGNALFD';
  /** Names of the signals that it takes. */
  readonly signals: readonly string[] | Absent;
}

/** timerfd_create(2): timerfd_entry. */
export interface TimerFd extends EventFacts {
  readonly type: 'TIMERFD';
  /** `CLOCK_MONOTONIC`. */
  readonly clock: string | Absent;
  /** Time left until it fires next; undefined for a timer that is not armed. */
  readonly expiresInNs: bigint | Absent | undefined;
  /** 0 for a timer that fires once. */
  readonly intervalNs: bigint | Absent;
  /** Expiries that were not read yet. */
  readonly ticks: bigint | Absent;
  /** TFD_TIMER_* flags that it was set with. */
  readonly settings: readonly string[];
}

const MISSING = 'the entry of the file does not tell';

/** clockid_t (uapi/linux/time.h). */
const CLOCKS: Readonly<Record<number, string>> = {
  0: 'CLOCK_REALTIME',
  1: 'CLOCK_MONOTONIC',
  7: 'CLOCK_BOOTTIME',
  8: 'CLOCK_REALTIME_ALARM',
  9: 'CLOCK_BOOTTIME_ALARM',
};

export function readEventFd(context: FileContext, id: number): EventFd | undefined {
  const entry = context.files.find('EVENTFD', id);
  if (entry === undefined) return undefined;
  return {
    type: 'EVENTFD',
    ...eventFacts(context, id, entry),
    counter: known(entry.counter, MISSING),
  };
}

export function readSignalFd(context: FileContext, id: number): SignalFd | undefined {
  const entry = context.files.find('SIGNALFD', id);
  if (entry === undefined) return undefined;
  const { sigmask } = entry;
  return {
    type: 'SIGNALFD',
    ...eventFacts(context, id, entry),
    signals: sigmask === undefined ? absent(MISSING) : signalSet(sigmask, context.architecture),
  };
}

export function readTimerFd(context: FileContext, id: number): TimerFd | undefined {
  const entry = context.files.find('TIMERFD', id);
  if (entry === undefined) return undefined;
  const { clockid } = entry;
  const value = nanoseconds(entry.vsec, entry.vnsec);
  const interval = nanoseconds(entry.isec, entry.insec);
  return {
    type: 'TIMERFD',
    ...eventFacts(context, id, entry),
    clock: clockid === undefined ? absent(MISSING) : (CLOCKS[clockid] ?? `clock ${clockid}`),
    // timerfd_gettime(2) tells 0 of a timer that is off, and of one whose expiry waits to be read.
    expiresInNs: value === 0n ? undefined : known(value, MISSING),
    intervalNs: known(interval, MISSING),
    ticks: known(entry.ticks, MISSING),
    settings: namesOfBits(entry.settime_flags ?? 0, [
      [1, 'TFD_TIMER_ABSTIME'],
      [2, 'TFD_TIMER_CANCEL_ON_SET'],
    ]),
  };
}

function nanoseconds(seconds: bigint | undefined, rest: bigint | undefined): bigint | undefined {
  if (seconds === undefined && rest === undefined) return undefined;
  return (seconds ?? 0n) * 1_000_000_000n + (rest ?? 0n);
}

function eventFacts(
  context: FileContext,
  id: number,
  entry: { flags?: number; fown?: Parameters<typeof signalOwner>[1] },
): EventFacts {
  const owner = signalOwner(context, entry.fown);
  return {
    id,
    flags: known(entry.flags, MISSING),
    ...(owner !== undefined && { signalOwner: owner }),
  };
}
