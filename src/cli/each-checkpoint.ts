import { append } from '../bytes/append.js';
import type { Archive } from '../archive/archive.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { findContainers } from '../model/containers.js';
import type { Reads } from '../model/reads.js';
import { ARCHIVE_OPTIONS, CONTAINER_OPTION } from './archive-options.js';
import type { Io } from './io.js';
import { REMOTE_OPTIONS, type RemoteValues } from './remote-options.js';
import { OpenedArchives } from './opened-archives.js';
import type { ValuesOf } from './option.js';
import { outcome, type Outcome } from './outcome.js';

/** Options of every command about checkpoints: how they are opened. */
export const CHECKPOINT_OPTIONS = { ...CONTAINER_OPTION, ...ARCHIVE_OPTIONS, ...REMOTE_OPTIONS };

export type CheckpointValues = ValuesOf<typeof CONTAINER_OPTION & typeof ARCHIVE_OPTIONS> &
  Partial<RemoteValues>;

type Use<T> = (checkpoint: Checkpoint, opened: OpenedArchives) => Promise<T> | T;

/**
 * Asks about the one container of an archive, or that which the options name.
 * @param reads of all the questions together
 * @returns the outcome of `use`, with what the archive lacks
 */
export async function withCheckpoint(
  file: string,
  reads: Reads,
  options: CheckpointValues,
  io: Io,
  use: Use<Outcome>,
): Promise<Outcome> {
  const opened = new OpenedArchives(options, io);
  let archive: Archive | undefined;
  try {
    archive = await opened.open(file, reads);
    const result = await use(opened.select(archive, options.container), opened);
    return { ...result, damage: [...result.damage, ...opened.damage] };
  } catch (error) {
    // What is missing may be missing because of that.
    const cause = archive?.damage ?? error;
    return outcome({ answered: false, damage: [cause, ...opened.damage] });
  } finally {
    opened.close();
  }
}

/**
 * Asks about each container of each archive, or those which the options name, one after the other. One that
 * cannot be read does not hide the others.
 * @param reads of all the questions together
 * @returns what the archives lack
 */
export async function eachCheckpoint(
  files: readonly string[],
  reads: Reads,
  options: CheckpointValues,
  io: Io,
  use: Use<void>,
): Promise<unknown[]> {
  const damage: unknown[] = [];
  for (const file of files) {
    const opened = new OpenedArchives(options, io);
    try {
      const archive = await opened.open(file, reads);
      const { container: name } = options;
      const containers = name === undefined ? findContainers(archive) : [undefined];
      for (const container of containers) {
        try {
          const checkpoint =
            container === undefined
              ? opened.select(archive, name)
              : opened.locate(archive, container);
          await use(checkpoint, opened);
        } catch (error) {
          damage.push(archive.damage ?? error);
        }
      }
    } catch (error) {
      damage.push(error);
    } finally {
      append(damage, opened.damage);
      opened.close();
    }
  }
  return damage;
}
