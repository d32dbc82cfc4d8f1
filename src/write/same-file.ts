import { statSync } from 'node:fs';
import { localPath } from '../archive/local-path.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';

/** @throws CheckpointError when both names lead to one file */
export function refuseSameFile(output: string, input: string): void {
  const path = localPath(input);
  if (path === undefined) return;
  const [a, b] = [output, path].map((name) => statSync(name, { throwIfNoEntry: false }));
  if (a === undefined || b === undefined || !a.isFile()) return;
  if (a.dev === b.dev && a.ino === b.ino) {
    throw new CheckpointError('usage', `input and output are the same file: ${output}`);
  }
}
