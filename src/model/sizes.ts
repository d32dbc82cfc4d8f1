import type { Checkpoint } from './checkpoint.js';

/** Bytes of regular members, as the archive's headers tell them (uncompressed). */
export interface CheckpointSizes {
  /** All of the image directory. */
  readonly total: number;
  /** pages-*.img. */
  readonly memoryPages: number;
  /** amdgpu-pages-*.img. */
  readonly amdGpuPages: number;
  /** rootfs-diff.tar; 0 where there is none. */
  readonly rootFsDiff: number;
}

/** Adds up the members; of several with one name the last counts. */
export function measureCheckpoint(checkpoint: Checkpoint): CheckpointSizes {
  const sizes = new Map<string, number>();
  for (const member of checkpoint.archive.members) {
    if (member.type === 'file') sizes.set(member.name, member.size);
    else sizes.delete(member.name);
  }
  const { imagePrefix, prefix } = checkpoint;
  const sum = (start: string) =>
    [...sizes].reduce((total, [name, size]) => (name.startsWith(start) ? total + size : total), 0);
  return {
    total: sum(imagePrefix),
    memoryPages: sum(`${imagePrefix}pages-`),
    amdGpuPages: sum(`${imagePrefix}amdgpu-pages-`),
    rootFsDiff: sizes.get(`${prefix}rootfs-diff.tar`) ?? 0,
  };
}
