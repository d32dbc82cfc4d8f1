import { CheckpointError } from '../../bytes/checkpoint-error.js';

/** The error of a member that cannot be written safely. */
export function refused(reason: string): CheckpointError {
  return new CheckpointError('unsafe-path', reason);
}
