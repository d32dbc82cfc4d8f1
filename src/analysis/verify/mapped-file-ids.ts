import type { Checkpoint } from '../../model/checkpoint.js';
import type { FileKind } from '../../model/file-table.js';
import { readVmas, VmaStatus } from '../../model/vmas.js';

/** What a program or a mapping of a file may be. */
export const MAPPED_KINDS: readonly FileKind[] = ['REG', 'MEMFD', 'EXT', 'PACKETSK'];

/** The files that regions of a process map, each once: vma_entry.shmid is the id of a file there. */
export function fileIdsOf(checkpoint: Checkpoint, pid: number): Set<number> {
  const { filePrivate, fileShared } = VmaStatus;
  return new Set(
    readVmas(checkpoint, pid)
      .filter(({ status = 0 }) => (status & (filePrivate | fileShared)) !== 0)
      .map(({ shmid = 0n }) => Number(shmid)),
  );
}
