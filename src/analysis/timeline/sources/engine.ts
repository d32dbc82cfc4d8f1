import { parseTime } from '../../../bytes/parse-time.js';
import type { Checkpoint } from '../../../model/checkpoint.js';
import { readContainer } from '../../../model/container.js';
import { findExactJson } from '../../../model/engine-json.js';
import { fieldsOf, textOf } from '../../../model/json-member.js';
import { metadataOf } from '../../metadata.js';
import type { TimelineContext, TimelineEvent } from '../event.js';

/** config.dump of Podman and CRI-O, containerd's status and status.dump (ContainerStatus of the CRI). */
export function* engineEvents({ checkpoint }: TimelineContext): Generator<TimelineEvent> {
  if (checkpoint.bare) return;
  const name = readContainer(checkpoint).name ?? 'the container';
  const member = (file: string) => checkpoint.prefix + file;
  const event = (what: string, file: string, timeNs: bigint): TimelineEvent => ({
    timeNs,
    what,
    source: 'engine',
    message: `${what.toLowerCase()}: ${name}`,
    member: member(file),
  });
  for (const [file, keys] of FILES) {
    const fields = fieldsOf(exactJson(checkpoint, file));
    for (const [key, what] of keys) {
      const time = timeOf(fields[key]);
      if (time !== undefined) yield event(what, file, time);
    }
  }
  const { containerd_status: status } = metadataOf(checkpoint);
  for (const [time, what] of [
    [status?.created_at_ns, CREATED],
    [status?.started_at_ns, STARTED],
    [status?.finished_at_ns, FINISHED],
  ] as const) {
    if (time !== undefined) yield event(what, 'status', time);
  }
}

const CREATED = 'Container Created';
const STARTED = 'Container Started';
const FINISHED = 'Container Finished';

const FILES: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'config.dump',
    [
      ['createdTime', CREATED],
      ['startedTime', STARTED],
      ['checkpointedTime', 'Container Checkpointed'],
      ['restoredTime', 'Container Restored'],
    ],
  ],
  [
    'status.dump',
    [
      ['created_at', CREATED],
      ['createdAt', CREATED],
      ['started_at', STARTED],
      ['startedAt', STARTED],
      ['finished_at', FINISHED],
      ['finishedAt', FINISHED],
    ],
  ],
];

function exactJson(checkpoint: Checkpoint, file: string): unknown {
  return checkpoint.damage.attemptOr(() => findExactJson(checkpoint, file), undefined);
}

/** A text in RFC 3339; Go's zero time was never set. Numbers of the CRI are nanoseconds. */
function timeOf(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? timeOf(BigInt(value)) : undefined;
  if (typeof value === 'bigint') return value > 0n ? value : undefined;
  const text = textOf(value);
  if (text === undefined || text.startsWith('0001-01-01T')) return undefined;
  return /^[1-9]\d{15,18}$/.test(text) ? BigInt(text) : parseTime(text);
}
