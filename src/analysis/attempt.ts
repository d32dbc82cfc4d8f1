import { CheckpointError } from '../bytes/checkpoint-error.js';

/**
 * What `read` tells; undefined where its image is damaged, and `warnings` then say why, so a damaged
 * image loses its own facts only.
 */
export function attempt<T>(warnings: CheckpointError[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    warnings.push(error);
    return undefined;
  }
}
