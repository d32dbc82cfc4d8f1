import { counted } from '../../bytes/counted.js';
import { isAbsent } from '../absent.js';
import type { TimerFd } from '../descriptors/event-files.js';
import type { Fanotify, FanotifyMark, Inotify, InotifyWatch } from '../descriptors/watch-files.js';
import { list, text, words } from './words.js';

/** `timerfd CLOCK_MONOTONIC next in 12.5 s every 60 s`. */
export function describeTimer(file: TimerFd): string {
  const { expiresInNs, intervalNs, ticks } = file;
  const next =
    expiresInNs === undefined
      ? 'no expiry ahead'
      : isAbsent(expiresInNs)
        ? 'next expiry unknown'
        : `next in ${seconds(expiresInNs)}`;
  return words([
    `timerfd ${text(file.clock, 'clock unknown')}`,
    next,
    !isAbsent(intervalNs) && intervalNs !== 0n && `every ${seconds(intervalNs)}`,
    !isAbsent(ticks) && ticks !== 0n && `(${counted(ticks, 'expiry', 'expiries')} unread)`,
  ]);
}

export function describeInotify({ watches }: Inotify): string {
  if (watches.length === 0) return 'inotify without watches';
  return `inotify of ${list(watches.map((watch) => `${place(watch)} ${watch.events.join('|')}`))}`;
}

export function describeFanotify({ marks }: Fanotify): string {
  if (marks.length === 0) return 'fanotify without marks';
  const told = marks.map((mark) => `${mark.on} ${place(mark)} ${mark.events.join('|')}`);
  return `fanotify of ${list(told)}`;
}

/** The path, or what stands for it where CRIU did not find one. */
function place({ path, inode, device }: InotifyWatch | FanotifyMark): string {
  if (!isAbsent(path)) return path;
  return `inode ${text(inode, 'unknown')} of device ${text(device, 'unknown')}`;
}

/** Nanoseconds as seconds, no digit lost. */
function seconds(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const rest = String(size % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  const sign = nanoseconds < 0n ? '-' : '';
  return `${sign}${size / 1_000_000_000n}${rest === '' ? '' : `.${rest}`} s`;
}
