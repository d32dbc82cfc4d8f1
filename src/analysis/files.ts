import type { CheckpointError } from '../bytes/checkpoint-error.js';
import type { Checkpoint } from '../model/checkpoint.js';
import {
  readDescriptors,
  readFilesInFlight,
  type FileInFlight,
  type ProcessFiles,
} from '../model/descriptors/descriptors.js';
import { fileContextOf } from '../model/descriptors/file-context.js';
import { readProcesses } from '../model/processes.js';
import type { Reads } from '../model/reads.js';

export const reads: Reads = [];

export interface FilesResult {
  /** In the order of the processes. */
  readonly processes: readonly ProcessFiles[];
  /** Open files that wait in unix sockets for a process to receive them. */
  readonly inFlight: readonly FileInFlight[];
  /** Images that are damaged. What they would have told is absent, with the same reason. */
  readonly warnings: readonly CheckpointError[];
}

/**
 * What every process has open: descriptors, working directory, root and executable.
 * @throws CheckpointError when there is no process tree
 */
export function filesOf(checkpoint: Checkpoint): FilesResult {
  const context = fileContextOf(checkpoint);
  const processes = readProcesses(checkpoint).map((process) => readDescriptors(context, process));
  const inFlight = readFilesInFlight(context);
  return { processes, inFlight, warnings: checkpoint.damage.list };
}
