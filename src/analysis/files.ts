import type { CheckpointError } from '../bytes/checkpoint-error.js';
import type { Checkpoint } from '../model/checkpoint.js';
import {
  readDescriptors,
  readFilesInFlight,
  type FileInFlight,
  type ProcessFiles,
} from '../model/descriptors/descriptors.js';
import { FileContext } from '../model/descriptors/file-context.js';
import { readProcesses, type Process } from '../model/processes.js';
import { TolerantImages } from '../model/tolerant-images.js';

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
 * @param processes whose descriptors count; also as holders of the other ends
 */
export function filesOf(
  checkpoint: Checkpoint,
  processes: readonly Process[] = readProcesses(checkpoint),
): FilesResult {
  const images = new TolerantImages(checkpoint);
  const context = new FileContext(images, processes);
  const found = processes.map((process) => readDescriptors(context, process));
  return { processes: found, inFlight: readFilesInFlight(context), warnings: images.warnings };
}
