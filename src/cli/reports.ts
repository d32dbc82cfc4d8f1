import { CheckpointError } from '../bytes/checkpoint-error.js';
import { fileError } from '../bytes/file-error.js';
import { findLackOfMemory } from '../bytes/lack-of-memory.js';
import { safeText } from '../render/safe-text.js';
import { UsageError } from './usage-error.js';

/** Errors, warnings and notes, each one line without control characters. */
export class Reports {
  private lost = false;

  /** @param send takes a line without its end; false when it could not be told to anybody */
  constructor(private readonly send: (line: string) => boolean) {}

  /** Whether something that should have been told was not. */
  get isIncomplete(): boolean {
    return this.lost;
  }

  note(sentence: string): void {
    this.write(`Note: ${safeText(sentence)}`);
  }

  warning(sentence: string): void {
    this.write(`Warning: ${safeText(sentence)}`);
  }

  /** The stack of a bug comes with --debug. */
  error(error: unknown): void {
    const known = error instanceof CheckpointError ? error : findLackOfMemory(error);
    if (known !== undefined) {
      this.write(`Error: ${safeText(known.message)}`);
      if (known instanceof UsageError && known.advice !== undefined) this.write(known.advice);
      return;
    }
    const message = error instanceof Error ? error.message : String(error);
    // The system refused something: a full disk, a directory that is gone.
    if (error instanceof Error && 'syscall' in error) {
      this.write(`Error: ${safeText(refusal(error))}`);
      return;
    }
    this.write(`Error: unexpected: ${safeText(message)} (this is a bug; --debug tells more)`);
    if (process.argv.includes('--debug') && error instanceof Error) this.write(error.stack ?? '');
  }

  private write(line: string): void {
    if (!this.send(line)) this.lost = true;
  }
}

/** Where it is about a file, in the words of all errors of files. */
function refusal(error: Error & { readonly syscall: unknown }): string {
  if (!('path' in error)) return error.message;
  const worded = fileError(String(error.syscall), String(error.path), error);
  return worded instanceof Error ? worded.message : error.message;
}
