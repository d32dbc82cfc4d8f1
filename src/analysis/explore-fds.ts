import type { Checkpoint } from '../model/checkpoint.js';
import { FileTable } from '../model/file-table.js';
import { readFirst, readMessages } from '../model/images.js';
import { hasEnded, readProcesses } from '../model/processes.js';
import { describeFile, describePath, requireFiles } from './explore.js';

export interface ProcessFds {
  readonly pid: number;
  /** Empty for a process that has ended. */
  readonly files: readonly { readonly fd: number | 'cwd' | 'root'; readonly text: string }[];
}

/** Open descriptors, working and root directory of every process (fdinfo, fs and files images). */
export function exploreFds(checkpoint: Checkpoint): ProcessFds[] {
  requireFiles(checkpoint);
  const files = new FileTable(checkpoint);
  const perId = readFirst(checkpoint, 'inventory.img', 'inventory_entry').fdinfo_per_id === true;
  return readProcesses(checkpoint).map((process) => {
    const { pid } = process;
    if (hasEnded(process)) return { pid, files: [] };
    const table = perId
      ? (readFirst(checkpoint, `ids-${pid}.img`, 'task_kobj_ids_entry').files_id ?? pid)
      : pid;
    const open = readMessages(checkpoint, `fdinfo-${table}.img`, 'fdinfo_entry').map((entry) => ({
      fd: entry.fd ?? 0,
      text: describeFile(files, entry.type ?? 0, entry.id ?? 0),
    }));
    const fs = readFirst(checkpoint, `fs-${pid}.img`, 'fs_entry');
    return {
      pid,
      files: [
        ...open,
        { fd: 'cwd', text: describePath(files, fs.cwd_id ?? 0) },
        { fd: 'root', text: describePath(files, fs.root_id ?? 0) },
      ],
    };
  });
}
