import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Archive } from '../../src/archive/archive.js';
import { openArchive } from '../../src/archive/open.js';
import { Checkpoint, findCheckpoints } from '../../src/model/checkpoint.js';
import { CHECKPOINTS } from './run-program.js';

/**
 * A checkpoint of testdata/ by its name, with or without `.tar`, or by the names of its tables:
 * `rich-plain`, `rich-podman/checkpoint`. Of a
 * chain of directories, `incremental/3`, the others are in the opened directory too.
 */
export async function openCheckpoint(name: string): Promise<Checkpoint> {
  const [base = '', level] = name.split('/');
  const file = readdirSync(CHECKPOINTS).find(
    (each) => each === base || each.replace(/\.tar(\..*)?$/, '') === base,
  );
  if (file === undefined) throw new Error(`testdata/checkpoints has no ${base}`);
  const archive = await openArchive(join(CHECKPOINTS, file), { keep: () => true });
  if (base === 'incremental' && level !== undefined) {
    return new Checkpoint(archive, { prefix: `${level}/`, imagePrefix: `${level}/`, bare: true });
  }
  return onlyCheckpoint(archive);
}

export function onlyCheckpoint(archive: Archive): Checkpoint {
  const [checkpoint] = findCheckpoints(archive);
  if (checkpoint === undefined) throw new Error(`no checkpoint in ${archive.file}`);
  return checkpoint;
}
