import type { Check } from '../check.js';

/** mnt_entry.parent_mnt_id: of the mounts of one namespace only the root lies on one outside. */
export const mountParents: Check = {
  name: 'mounts',
  holds: 'every mount lies on another, but for the root',
  means: 'Mounts are missing: what lay where in the file system is not known.',
  restore: 'fails',
  skip: ({ checkpoint }) =>
    checkpoint.images.names(MOUNTS).length === 0 ? 'mounts were not dumped' : undefined,
  *failures({ checkpoint }) {
    for (const image of checkpoint.images.names(MOUNTS)) {
      const mounts = checkpoint.images.messages(image, 'mnt_entry');
      const ids = new Set(mounts.map(({ mnt_id = 0 }) => mnt_id));
      const roots = mounts.filter(({ parent_mnt_id = 0 }) => !ids.has(parent_mnt_id));
      const strays = roots.filter(({ mountpoint }) => mountpoint !== '/' && mountpoint !== './');
      for (const { mountpoint = '', parent_mnt_id = 0 } of strays) {
        const problem = `${mountpoint} lies on mount ${parent_mnt_id}, which is not there`;
        yield { subject: image, problem };
      }
      if (mounts.length > 0 && roots.length === strays.length) {
        yield { subject: image, problem: 'there is no root' };
      }
    }
  },
};

const MOUNTS = /^mountpoints-\d+\.img$/;
