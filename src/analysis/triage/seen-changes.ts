import type { FileChanges } from './changed-files.js';
import type { Sight } from './rule.js';
import type { Scene } from './scene.js';

/** The files that the container changed; that an archive tells of none in its root is noted. */
export async function changedFiles(scene: Scene, sight: Sight): Promise<FileChanges> {
  const changes = await filesAndRights(scene, sight);
  return { ...changes, files: changes.files.filter(({ isOnlyMetadata }) => !isOnlyMetadata) };
}

/** The same with those that are the image's but for their rights, as far as that is known. */
export async function filesAndRights(scene: Scene, sight: Sight): Promise<FileChanges> {
  const changes = await scene.changed.all();
  if (!changes.isTold) sight.isBlind('the checkpoint has no changes of the root file system');
  return changes;
}
