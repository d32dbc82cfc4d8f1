import type { Limits } from '../archive/limits.js';
import { openArchive } from '../archive/open.js';
import { selectCheckpoint } from '../model/checkpoint.js';

/** What stands before the names of a container's members in a pod archive; empty without a name. */
export async function prefixOfContainer(
  file: string,
  name: string | undefined,
  limits: Limits,
): Promise<string> {
  if (name === undefined) return '';
  const archive = await openArchive(file, { keep: (each) => each === 'pod.options', limits });
  try {
    return selectCheckpoint(archive, name).prefix;
  } finally {
    archive.close();
  }
}
