import { isAbsent } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { fileTableOf } from '../model/file-table.js';
import { readProcesses } from '../model/processes.js';
import { describeFile, describePath, requireFiles } from './explore.js';
import type { Reads } from '../model/reads.js';

export const reads: Reads = [];

export interface ProcessFds {
  readonly pid: number;
  /** Empty for a process that has ended. */
  readonly files: readonly { readonly fd: number | 'cwd' | 'root'; readonly text: string }[];
}

/** Open descriptors, working and root directory of every process (fdinfo, fs and files images). */
export function exploreFds(checkpoint: Checkpoint): ProcessFds[] {
  requireFiles(checkpoint);
  const { images } = checkpoint;
  const files = fileTableOf(checkpoint);
  const inventory = images.first('inventory.img', 'inventory_entry');
  const perId = !isAbsent(inventory) && inventory.fdinfo_per_id === true;
  return readProcesses(checkpoint).map(({ pid, ended, ids }) => {
    if (ended) return { pid, files: [] };
    const image = `fdinfo-${perId ? (ids?.files_id ?? pid) : pid}.img`;
    // Without it, that is told as damage.
    images.first(image, 'fdinfo_entry');
    const open = images.messages(image, 'fdinfo_entry').map(({ fd = 0, type = 0, id = 0 }) => ({
      fd,
      text: describeFile(files, type, id),
    }));
    const fs = images.first(`fs-${pid}.img`, 'fs_entry');
    const pathOf = (id = 0) => describePath(files, id);
    const { cwd_id: cwd, root_id: root } = isAbsent(fs) ? {} : fs;
    return {
      pid,
      files: [...open, { fd: 'cwd', text: pathOf(cwd) }, { fd: 'root', text: pathOf(root) }],
    };
  });
}
