import { StandardOutput, type Output } from './output.js';
import { startProgress, type StartProgress } from './progress.js';
import { Reports } from './reports.js';
import { writeFully } from './standard-streams.js';

/** Everything that a command tells, and where it goes. */
export interface Io {
  /** The answer. */
  readonly out: Output;
  /** What is wrong with it. */
  readonly err: Reports;
  /** How far something is that takes its time. */
  readonly progress: StartProgress;
}

/** Standard output and standard error of this process. */
export function standardIo(): Io {
  const err = new Reports((line) => writeToStandardError(`${line}\n`));
  return { out: new StandardOutput(err), err, progress: startProgress };
}

/**
 * That nobody reads what is wrong is no reason to end: the exit code tells all the same.
 * @returns false when there is no room
 */
function writeToStandardError(text: string): boolean {
  try {
    writeFully(2, Buffer.from(text));
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPIPE';
  }
}
