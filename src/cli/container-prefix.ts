import { isRepeatable } from '../archive/input.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { selectCheckpoint } from '../model/checkpoint.js';
import { findContainers } from '../model/containers.js';
import type { CheckpointValues } from './each-checkpoint.js';
import type { Io } from './io.js';
import { OpenedArchives } from './opened-archives.js';

/** What stands before the names of a container's members in a pod archive; empty without a name. */
export async function prefixOfContainer(
  file: string,
  options: CheckpointValues,
  io: Io,
): Promise<string> {
  if (options.container === undefined) return '';
  if (!isRepeatable(file)) {
    const why = '--container has to read it twice; save it to a file first';
    throw new CheckpointError('unsupported', why, { file });
  }
  const opened = new OpenedArchives(options, io);
  try {
    return selectCheckpoint(await opened.open(file, []), options.container).prefix;
  } finally {
    opened.close();
  }
}

/**
 * Where a container has to be chosen, as far as the archive can be asked once more.
 * @throws CheckpointError `ambiguous` for a pod of several
 */
export async function refusePod(file: string, options: CheckpointValues, io: Io): Promise<void> {
  if (options.container !== undefined || !isRepeatable(file)) return;
  const opened = new OpenedArchives(options, io);
  try {
    const archive = await opened.open(file, []);
    if (findContainers(archive).length > 1) selectCheckpoint(archive, undefined);
  } finally {
    opened.close();
  }
}
