import { CheckpointError } from '../bytes/checkpoint-error.js';
import { encodeText } from '../bytes/text.js';
import type { Reports } from './reports.js';
import { isTerminal, writeFully } from './standard-streams.js';

/** Where the result of a command goes. */
export interface Output {
  readonly isTerminal: boolean;
  /** Whether to use colour; NO_COLOR and FORCE_COLOR decide before the terminal does. */
  readonly color: boolean;
  /** Columns of the terminal; undefined for what is none, where lines may be of any length. */
  readonly width?: number | undefined;
  /** Resolves when it is written, so that nothing piles up in memory. */
  write(data: string | Uint8Array): Promise<void>;
}

/**
 * Standard output of this process. It is written at once: whoever reads it slowly is waited for, and ends
 * the program by closing it.
 */
export class StandardOutput implements Output {
  readonly isTerminal = isTerminal(1);
  readonly color = wantsColor(this.isTerminal);

  constructor(private readonly err: Reports) {}

  get width(): number | undefined {
    // A terminal that does not know says 0.
    return this.isTerminal && process.stdout.columns > 0 ? process.stdout.columns : undefined;
  }

  write(data: string | Uint8Array): Promise<void> {
    try {
      writeFully(1, typeof data === 'string' ? encodeText(data) : data);
    } catch (error) {
      this.end(error as NodeJS.ErrnoException);
    }
    return Promise.resolve();
  }

  /** With success when standard output is closed at the other end. */
  private end({ code, message }: NodeJS.ErrnoException): never {
    if (code === 'EPIPE') process.exit(0);
    this.err.error(
      new CheckpointError('not-readable', `cannot write to standard output: ${message}`),
    );
    process.exit(writeErrorCode);
  }
}

/** What a failure to write ends the program with; grep has a code of its own. */
let writeErrorCode = 1;

export function setWriteErrorCode(code: number): void {
  writeErrorCode = code;
}

function wantsColor(isTerminal: boolean): boolean {
  const { FORCE_COLOR: force, NO_COLOR: never, TERM: terminal } = process.env;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return (never ?? '') === '' && isTerminal && terminal !== 'dumb';
}
