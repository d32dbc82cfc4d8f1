import { statSync } from 'node:fs';
import { CheckpointError } from '../bytes/checkpoint-error.js';

/** @throws CheckpointError when both names lead to one file */
export function refuseSameFile(output: string, input: string): void {
  const [a, b] = [output, input].map((name) => statSync(name, { throwIfNoEntry: false }));
  if (a === undefined || b === undefined || !a.isFile()) return;
  if (a.dev === b.dev && a.ino === b.ino) {
    throw new CheckpointError('usage', `input and output are the same file: ${output}`);
  }
}
