import { CheckpointError } from '../bytes/checkpoint-error.js';
import { encodeText } from '../bytes/text.js';
import type { Reports } from './reports.js';

/** Where the result of a command goes. */
export interface Output {
  readonly isTerminal: boolean;
  /** Whether to use colour; NO_COLOR and FORCE_COLOR decide before the terminal does. */
  readonly color: boolean;
  /** Columns of the terminal; undefined for what is none, where lines may be of any length. */
  readonly width?: number | undefined;
  /** Resolves when the reader has room for more, so that nothing piles up in memory. */
  write(data: string | Uint8Array): Promise<void>;
}

/** Standard output of this process. */
export class StandardOutput implements Output {
  readonly isTerminal = process.stdout.isTTY;
  readonly color = wantsColor(this.isTerminal);

  get width(): number | undefined {
    // A terminal that does not know says 0.
    return this.isTerminal && process.stdout.columns > 0 ? process.stdout.columns : undefined;
  }

  async write(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === 'string' ? encodeText(data) : data;
    if (bytes.length === 0 || process.stdout.write(bytes)) return;
    await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
}

/** What a failure to write ends the program with; grep has a code of its own. */
let writeErrorCode = 1;

export function setWriteErrorCode(code: number): void {
  writeErrorCode = code;
}

/** Ends the program with success when standard output is closed at the other end. */
export function endOnClosedPipe(err: Reports): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    err.error(
      new CheckpointError('not-readable', `cannot write to standard output: ${error.message}`),
    );
    process.exit(writeErrorCode);
  });
}

function wantsColor(isTerminal: boolean): boolean {
  const { FORCE_COLOR: force, NO_COLOR: never, TERM: terminal } = process.env;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return (never ?? '') === '' && isTerminal && terminal !== 'dumb';
}
