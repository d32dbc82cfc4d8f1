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

/**
 * The error of an option's value, in the words of cobra.
 * @param flag the option as messages name it: `-p, --pid`
 * @param what it should be: `a PID`
 */
export function invalidArgument(word: string, flag: string, what: string): UsageError {
  return new UsageError(`invalid argument "${word}" for "${flag}" flag: not ${what}`);
}
