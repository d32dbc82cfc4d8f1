import { CheckpointError } from '../bytes/checkpoint-error.js';

/** A wrong command line. It is printed like any error; `advice` may follow on a second line. */
export class UsageError extends CheckpointError {
  constructor(
    sentence: string,
    readonly advice?: string,
  ) {
    super('usage', sentence);
  }
}
