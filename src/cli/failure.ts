import { CheckpointError } from '../bytes/checkpoint-error.js';
import { safeText } from '../render/safe-text.js';
import { reportLine } from './output.js';

/** Exit codes of all commands but grep-like ones. */
export const ExitCode = { success: 0, failure: 1 } as const;

/** Exit codes of commands that search, as grep has them. */
export const SearchExit = { found: 0, nothing: 1, error: 2 } as const;

/** A wrong command line. It is printed like any error; `advice` may follow on a second line. */
export class UsageError extends CheckpointError {
  constructor(
    sentence: string,
    readonly advice?: string,
  ) {
    super('usage', sentence);
  }
}

/** Prints `Error: ...`, one line without control characters. The stack of a bug comes with --debug. */
export function reportError(error: unknown): void {
  if (error instanceof CheckpointError) {
    reportLine(`Error: ${safeText(error.message)}`);
    if (error instanceof UsageError && error.advice !== undefined) reportLine(error.advice);
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  // The system refused something: a full disk, a directory that is gone.
  if (error instanceof Error && 'syscall' in error) {
    reportLine(`Error: ${safeText(message)}`);
    return;
  }
  reportLine(`Error: unexpected: ${safeText(message)} (this is a bug; --debug tells more)`);
  if (process.argv.includes('--debug') && error instanceof Error) reportLine(error.stack ?? '');
}
