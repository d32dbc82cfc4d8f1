import { parseTime } from '../../bytes/parse-time.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import { timeOfCheckpoint } from '../../model/checkpoint-time.js';
import { readContainer } from '../../model/container.js';

/**
 * When the clocks of a checkpoint stood still, in nanoseconds since the epoch, as exactly as anything tells;
 * undefined where only the file's own time would, which may be that of a copy.
 */
export function instantOf(checkpoint: Checkpoint): bigint | undefined {
  const { time, from } = timeOfCheckpoint(checkpoint, readContainer(checkpoint));
  return time === undefined || from === 'file' ? undefined : parseTime(time);
}
