import type { FileContext } from './file-context.js';

/** Paths of the mounts of all mount namespaces by mnt_entry.mnt_id: mountpoints-NS.img. */
export function mountPoints({ images }: FileContext): ReadonlyMap<number, string> {
  const points = new Map<number, string>();
  for (const name of images.names(/^mountpoints-\d+\.img$/)) {
    for (const { mnt_id, mountpoint } of images.messages(name, 'mnt_entry')) {
      if (mnt_id !== undefined && mountpoint !== undefined && !points.has(mnt_id)) {
        points.set(mnt_id, mountpoint);
      }
    }
  }
  return points;
}
