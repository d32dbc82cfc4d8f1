import { isAbsent } from '../../../model/absent.js';
import { fileContextOf } from '../../../model/descriptors/file-context.js';
import { readTimerFd } from '../../../model/descriptors/event-files.js';
import { FILE_KINDS } from '../../../model/file-table.js';
import { readTimers } from '../../../model/process-facts/timers.js';
import { readProcesses, type Process } from '../../../model/processes.js';
import type { Checkpoint } from '../../../model/checkpoint.js';
import { instantOf } from '../checkpoint-instant.js';
import type { TimelineContext, TimelineEvent } from '../event.js';

/** When timers would have fired next, had the container not been frozen: the images tell what is left. */
export function* timerEvents({ checkpoint }: TimelineContext): Generator<TimelineEvent> {
  const now = instantOf(checkpoint);
  if (now === undefined) return;
  const event = (pid: number, name: string, left: bigint, period: bigint): TimelineEvent => ({
    timeNs: now + left,
    what: 'Timer Expiry',
    source: 'timer',
    message: `${name} of process ${pid} would fire${period > 0n ? `, and every ${seconds(period)}` : ''}`,
    pid,
    derived: true,
  });
  const processes = checkpoint.damage.attemptOr(() => readProcesses(checkpoint), []);
  for (const process of processes) yield* ofProcess(checkpoint, process, event);
  const files = fileContextOf(checkpoint);
  for (const id of files.files.all('TIMERFD').keys()) {
    const timer = readTimerFd(files, id);
    if (timer === undefined || isAbsent(timer.expiresInNs) || timer.expiresInNs === undefined)
      continue;
    const period = isAbsent(timer.intervalNs) ? 0n : timer.intervalNs;
    for (const { pid, fd } of files.tables.holders(FILE_KINDS.TIMERFD.type, id)) {
      yield event(pid, `timerfd ${fd}`, timer.expiresInNs, period);
    }
  }
}

/** Clocks of CPU time stand still while nothing runs, so no moment can be told of their timers. */
const OF_TIME = /^CLOCK_(?:REALTIME|MONOTONIC|BOOTTIME|TAI)/;

function* ofProcess(
  checkpoint: Checkpoint,
  { pid, core, ended }: Process,
  event: (pid: number, name: string, left: bigint, period: bigint) => TimelineEvent,
): Generator<TimelineEvent> {
  if (ended || isAbsent(core)) return;
  const timers = readTimers(checkpoint, pid, core);
  if (isAbsent(timers)) return;
  for (const { timer, leftUs, intervalUs } of timers.interval) {
    if (timer !== 'ITIMER_REAL' || leftUs === 0n) continue;
    yield event(pid, timer, leftUs * 1000n, intervalUs * 1000n);
  }
  for (const { id, clock, leftNs, intervalNs } of timers.posix) {
    if (leftNs === 0n || !OF_TIME.test(clock)) continue;
    yield event(pid, `timer ${id} (${clock})`, leftNs, intervalNs);
  }
}

function seconds(nanoseconds: bigint): string {
  return `${Number(nanoseconds / 1000n) / 1e6} s`;
}
