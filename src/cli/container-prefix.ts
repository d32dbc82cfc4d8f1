import type { Limits } from '../archive/limits.js';
import { isRepeatable } from '../archive/input.js';
import { openArchive } from '../archive/open.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { selectCheckpoint } from '../model/checkpoint.js';

/** What stands before the names of a container's members in a pod archive; empty without a name. */
export async function prefixOfContainer(
  file: string,
  name: string | undefined,
  limits: Limits,
): Promise<string> {
  if (name === undefined) return '';
  if (!isRepeatable(file)) {
    const why = '--container has to read it twice; save it to a file first';
    throw new CheckpointError('unsupported', why, { file });
  }
  const archive = await openArchive(file, { keep: (each) => each === 'pod.options', limits });
  try {
    return selectCheckpoint(archive, name).prefix;
  } finally {
    archive.close();
  }
}
