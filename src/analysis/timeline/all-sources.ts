import type { EventSource } from './event.js';
import { dumpEvents } from './sources/dump.js';
import { engineEvents } from './sources/engine.js';
import { fileEvents } from './sources/files.js';
import { ghostEvents } from './sources/ghosts.js';
import { logEvents } from './sources/log.js';
import { timerEvents } from './sources/timers.js';
import { uptimeEvents } from './sources/uptime.js';

/** Events of one moment are told in this order. */
export const SOURCES: readonly EventSource[] = [
  uptimeEvents,
  engineEvents,
  fileEvents,
  ghostEvents,
  logEvents,
  dumpEvents,
  timerEvents,
];
