import { CheckpointError } from '../bytes/checkpoint-error.js';
import type { Fact } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { timeOfCheckpoint, type CheckpointTime } from '../model/checkpoint-time.js';
import { readContainer, type ContainerInfo } from '../model/container.js';
import { readImageSet } from '../model/metadata/image-set.js';
import { measureCheckpoint, type CheckpointSizes } from '../model/sizes.js';
import { readStatistics, type DumpStatistics } from '../model/statistics.js';
import { unreadReasons, type UnreadReasons } from '../model/unread-reasons.js';
import type { Reads } from '../model/reads.js';

export const reads: Reads = [];

/** One row of `checkpointctl show`. */
export interface Overview {
  /** The archive as the user named it. */
  readonly archive: string;
  readonly container: ContainerInfo;
  readonly sizes: CheckpointSizes;
  readonly statistics?: Partial<DumpStatistics>;
  /** Why there are no statistics although they were asked for. */
  readonly statisticsError?: CheckpointError;
  /** Why what the engine's files tell is missing. */
  readonly unread: UnreadReasons;
  /** How its pages are compressed, where statistics were asked for and CRIU tells it. */
  readonly pageCompression?: string;
  /** When it was made, by what tells it best. */
  readonly time: CheckpointTime;
  /** SHA-256 of the archive, where it was asked for. */
  readonly sha256?: Fact<string>;
}

/**
 * The overview of one container's checkpoint, from its metadata and the archive's headers.
 * @param withStatistics read stats-dump too; when that fails the rest is told all the same
 */
export function overviewOf(checkpoint: Checkpoint, withStatistics: boolean): Overview {
  const container = readContainer(checkpoint);
  const podContainer = checkpoint.podContainer;
  return {
    archive: checkpoint.archive.file,
    container:
      container.name === undefined && podContainer !== undefined
        ? { ...container, name: podContainer }
        : container,
    sizes: measureCheckpoint(checkpoint),
    unread: unreadReasons(container),
    time: timeOfCheckpoint(checkpoint, container),
    ...(withStatistics && { ...statisticsOf(checkpoint), ...compressionOf(checkpoint) }),
  };
}

function compressionOf(checkpoint: Checkpoint): Pick<Overview, 'pageCompression'> {
  const told = readImageSet(checkpoint)?.page_compression;
  return told === undefined ? {} : { pageCompression: told };
}

function statisticsOf(checkpoint: Checkpoint): Partial<Overview> {
  try {
    return { statistics: readStatistics(checkpoint) };
  } catch (error) {
    if (error instanceof CheckpointError) return { statisticsError: error };
    throw error;
  }
}
