import { DEFAULT_LIMITS, type Limits } from '../../archive/limits.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import type { Reads } from '../../model/reads.js';
import { SEARCHING_SOURCES, SOURCES } from './all-sources.js';
import type { TimelineEvent } from './event.js';

export const reads: Reads = ['pages', 'rootfs', 'tmpfs', 'shm', 'volumes', 'logs'];

/** Which events are wanted; times in nanoseconds since the epoch. */
export interface EventChoice {
  /** From here on. */
  readonly since?: bigint | undefined;
  /** Before this. */
  readonly until?: bigint | undefined;
  /** Also those of tokens and certificates, for which everything is searched. */
  readonly secrets?: boolean;
}

/** Events that are held at once. */
const MAX_EVENTS = 1_000_000;

/** All events that a checkpoint knows a time of, the earliest first. What is damaged loses its own. */
export async function collectEvents(
  checkpoint: Checkpoint,
  { since, until, secrets = false }: EventChoice = {},
  limits: Limits = DEFAULT_LIMITS,
): Promise<TimelineEvent[]> {
  const events: TimelineEvent[] = [];
  for (const source of secrets ? [...SOURCES, ...SEARCHING_SOURCES] : SOURCES) {
    try {
      for await (const event of source({ checkpoint, limits })) {
        if (since !== undefined && event.timeNs < since) continue;
        if (until !== undefined && event.timeNs >= until) continue;
        if (events.length >= MAX_EVENTS) throw tooMany(checkpoint);
        events.push(event);
      }
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      checkpoint.damage.add(error);
    }
  }
  return events.sort(byTime);
}

export function byTime(a: TimelineEvent, b: TimelineEvent): number {
  return a.timeNs < b.timeNs ? -1 : a.timeNs > b.timeNs ? 1 : 0;
}

function tooMany(checkpoint: Checkpoint): CheckpointError {
  const sentence = `more than ${MAX_EVENTS} events: --since and --until choose some`;
  return new CheckpointError('limit', sentence, { file: checkpoint.archive.file });
}
