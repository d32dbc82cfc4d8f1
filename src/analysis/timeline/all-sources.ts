import type { EventSource } from './event.js';
import { dumpEvents } from './sources/dump.js';
import { engineEvents } from './sources/engine.js';
import { fileEvents } from './sources/files.js';
import { ghostEvents } from './sources/ghosts.js';
import { historyEvents } from './sources/history.js';
import { logEvents } from './sources/log.js';
import { secretEvents } from './sources/secrets.js';
import { timerEvents } from './sources/timers.js';
import { uptimeEvents } from './sources/uptime.js';

/** Events of one moment are told in this order. */
export const SOURCES: readonly EventSource[] = [
  uptimeEvents,
  engineEvents,
  fileEvents,
  ghostEvents,
  logEvents,
  historyEvents,
  dumpEvents,
  timerEvents,
];

/** What takes a search of everything, and comes only when it is asked for. */
export const SEARCHING_SOURCES: readonly EventSource[] = [secretEvents];
