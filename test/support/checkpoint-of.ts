import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Archive } from '../../src/archive/archive.js';
import { openArchive } from '../../src/archive/open.js';
import { findCheckpoints, type Checkpoint } from '../../src/model/checkpoint.js';
import { CHECKPOINTS } from '../support/run-program.js';

const opened: Archive[] = [];

afterAll(() => {
  for (const archive of opened.splice(0)) archive.close();
});

/** The one container of a checkpoint, closed when the test file is done. */
export async function checkpointOf(path: string): Promise<Checkpoint> {
  const archive = await openArchive(path, { keep: (name) => !/(?:^|\/)pages-/.test(name) });
  opened.push(archive);
  const [checkpoint] = findCheckpoints(archive);
  if (checkpoint === undefined) throw new Error(`no checkpoint in ${path}`);
  return checkpoint;
}

/** One of testdata/checkpoints. */
export function realCheckpoint(name: string): Promise<Checkpoint> {
  return checkpointOf(join(CHECKPOINTS, name));
}
