import { MAPPED_KINDS, fileIdsOf } from '../mapped-file-ids.js';
import { fileTableOf } from '../../../model/file-table.js';
import { readProcesses } from '../../../model/processes.js';
import { type Check, type Failure, skipPreDump } from '../check.js';

/** fs_entry.cwd_id and root_id, mm_entry.exe_file_id, and vma_entry.shmid of mapped files. */
export const pathsResolve: Check = {
  name: 'paths',
  holds: 'working directories, programs and mapped files lead to files that are described',
  means: 'Which program ran, from where, or what it had mapped is not known.',
  restore: 'fails',
  skip: skipPreDump,
  *failures({ checkpoint }) {
    const files = fileTableOf(checkpoint);
    const isDescribed = (id: number): boolean =>
      MAPPED_KINDS.some((kind) => files.find(kind, id) !== undefined);
    const { images } = checkpoint;
    for (const { pid, ended } of checkpoint.damage.attemptOr(() => readProcesses(checkpoint), [])) {
      if (ended) continue;
      const fs = images.find(`fs-${pid}.img`, 'fs_entry');
      const named = [
        ['working directory', `fs-${pid}.img`, fs?.cwd_id],
        ['root', `fs-${pid}.img`, fs?.root_id],
        ['program', `mm-${pid}.img`, images.find(`mm-${pid}.img`, 'mm_entry')?.exe_file_id],
      ] as const;
      for (const [what, subject, id] of named) {
        if (id !== undefined && !isDescribed(id)) yield lost(subject, what, id);
      }
      for (const id of fileIdsOf(checkpoint, pid)) {
        if (!isDescribed(id)) yield lost(`mm-${pid}.img`, 'mapped file', id);
      }
    }
  },
};

function lost(subject: string, what: string, id: number): Failure {
  return { subject, problem: `its ${what} is file 0x${id.toString(16)}, which no image describes` };
}
