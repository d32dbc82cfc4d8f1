import type { FileContext } from './file-context.js';

/** Paths of the mounts of all mount namespaces by mnt_entry.mnt_id: mountpoints-NS.img. */
export function mountPoints({ images }: FileContext): ReadonlyMap<number, string> {
  const { archive, imagePrefix } = images.checkpoint;
  const names = archive.members
    .filter(({ name }) => name.startsWith(imagePrefix))
    .map(({ name }) => name.slice(imagePrefix.length))
    .filter((name) => /^mountpoints-\d+\.img$/.test(name));
  const points = new Map<number, string>();
  for (const name of new Set(names)) {
    for (const { mnt_id, mountpoint } of images.messages(name, 'mnt_entry')) {
      if (mnt_id !== undefined && mountpoint !== undefined && !points.has(mnt_id)) {
        points.set(mnt_id, mountpoint);
      }
    }
  }
  return points;
}
