import { join } from 'node:path';
import type { Archive } from '../../src/archive/archive.js';
import { openArchive } from '../../src/archive/open.js';
import { findCheckpoints, isBulkImage, type Checkpoint } from '../../src/model/checkpoint.js';
import { CHECKPOINTS } from './run-program.js';

/** The one checkpoint of an archive or directory of testdata/checkpoints, without its pages. */
export async function openCheckpoint(name: string): Promise<Checkpoint> {
  return onlyCheckpoint(
    await openArchive(join(CHECKPOINTS, name), { keep: (member) => !isBulkImage(member) }),
  );
}

export function onlyCheckpoint(archive: Archive): Checkpoint {
  const [checkpoint] = findCheckpoints(archive);
  if (checkpoint === undefined) throw new Error(`no checkpoint in ${archive.file}`);
  return checkpoint;
}
