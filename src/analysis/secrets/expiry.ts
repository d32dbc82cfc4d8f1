import { parseTime } from '../../bytes/parse-time.js';
import { Checkpoint } from '../../model/checkpoint.js';
import { timeOfCheckpoint } from '../../model/checkpoint-time.js';
import { readContainer } from '../../model/container.js';
import type { FoundSecret } from './found-secret.js';

const SECOND = 1_000_000_000n;

/** What expires, with whether it counted when the checkpoint was made. */
export function withExpiry(
  secrets: readonly FoundSecret[],
  checkpoint: Checkpoint,
): readonly FoundSecret[] {
  if (secrets.every(({ expires }) => expires === undefined)) return secrets;
  const made = dumpedAt(checkpoint);
  if (made === undefined) return secrets;
  return secrets.map((each) => {
    if (each.expires === undefined) return each;
    const state = BigInt(Math.trunc(each.expires)) * SECOND <= made ? 'expired' : 'not expired';
    return { ...each, detail: `${each.detail}, ${state} at the dump` };
  });
}

/** Nanoseconds since 1970; undefined where only the time of the file is known, which is that of its last copy. */
function dumpedAt(checkpoint: Checkpoint): bigint | undefined {
  // What hides the time is told in its place.
  const quiet = new Checkpoint(checkpoint.archive, checkpoint);
  const { time, from } = timeOfCheckpoint(quiet, readContainer(quiet));
  return time === undefined || from === 'file' ? undefined : parseTime(time);
}
