import { isAbsent } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { readProcesses, walkTree } from '../model/processes.js';
import type { Reads } from '../model/reads.js';

export const reads: Reads = [];

export interface PsRow {
  readonly pid: number;
  readonly pgid: number;
  readonly sid: number;
  readonly comm: string;
  /** 0 for a root of the tree. */
  readonly depth: number;
}

/** The process tree, depth-first (pstree and core images). */
export function explorePs(checkpoint: Checkpoint): PsRow[] {
  return walkTree(readProcesses(checkpoint)).map(({ process, depth }) => {
    const { pid, pgid, sid, comm } = process;
    return { pid, pgid, sid, comm: isAbsent(comm) ? '?' : comm, depth };
  });
}
