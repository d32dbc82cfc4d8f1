import type { FileChanges } from './changed-files.js';
import type { Sight } from './rule.js';
import type { Scene } from './scene.js';

/** The files that the container changed; that an archive tells of none in its root is noted. */
export async function changedFiles(scene: Scene, sight: Sight): Promise<FileChanges> {
  const changes = await scene.changed.all();
  if (!changes.isTold) sight.isBlind('the checkpoint has no changes of the root file system');
  return changes;
}
