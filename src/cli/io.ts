import { writeSync } from 'node:fs';
import { StandardOutput, type Output } from './output.js';
import { startProgress, type StartProgress } from './progress.js';
import { Reports } from './reports.js';

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
  return { out: new StandardOutput(), err: standardReports(), progress: startProgress };
}

function standardReports(): Reports {
  return new Reports((line) => writeToStandardError(`${line}\n`));
}

/**
 * A pipe that is shared with standard output may be full for a moment. That there is no room for it, or nobody
 * to read it, is no reason to end: the exit code tells all the same.
 * @returns false when there is no room
 */
function writeToStandardError(text: string): boolean {
  for (let left = Buffer.from(text); left.length > 0;) {
    try {
      left = left.subarray(writeSync(2, left));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EAGAIN') return code === 'EPIPE';
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
  return true;
}
