import { join } from 'node:path';
import { openArchive } from '../../src/archive/open.js';
import { findCheckpoints, type Checkpoint } from '../../src/model/checkpoint.js';
import { CHECKPOINTS } from './run-program.js';
import { whenDone } from './when-done.js';

/** The one container of a checkpoint, closed when the test file is done. */
export async function checkpointOf(path: string): Promise<Checkpoint> {
  const archive = await openArchive(path, { keep: (name) => !/(?:^|\/)pages-/.test(name) });
  whenDone('file', () => {
    archive.close();
  });
  const [checkpoint] = findCheckpoints(archive);
  if (checkpoint === undefined) throw new Error(`no checkpoint in ${path}`);
  return checkpoint;
}

/** One of testdata/checkpoints. */
export function realCheckpoint(name: string): Promise<Checkpoint> {
  return checkpointOf(join(CHECKPOINTS, name));
}
