import { CheckpointError } from '../bytes/checkpoint-error.js';
import { openImage } from '../criu/image.js';
import type { StatsEntry } from '../criu/messages.generated.js';
import { findImage, findMember, type Checkpoint } from './checkpoint.js';

/** CRIU's figures of the dump (stats-dump: dump_stats_entry). Times in microseconds. */
export interface DumpStatistics {
  readonly freezing_time: number;
  readonly frozen_time: number;
  readonly memdump_time: number;
  readonly memwrite_time: number;
  readonly pages_scanned: bigint;
  readonly pages_skipped_parent: bigint;
  readonly pages_written: bigint;
  readonly irmap_resolve?: number;
  readonly pages_lazy?: bigint;
  readonly page_pipes?: bigint;
  readonly page_pipe_bufs?: bigint;
  readonly shpages_scanned?: bigint;
  readonly shpages_skipped_parent?: bigint;
  readonly shpages_written?: bigint;
}

/**
 * Reads stats-dump: beside the images' directory in an engine's archive, inside it otherwise.
 * @throws CheckpointError that begins with `failed to get dump statistics`
 */
export function readStatistics(checkpoint: Checkpoint): Partial<DumpStatistics> {
  const failed = 'failed to get dump statistics';
  const member = findMember(checkpoint, 'stats-dump') ?? findImage(checkpoint, 'stats-dump');
  const place = { file: checkpoint.archive.file, member: `${checkpoint.prefix}stats-dump` };
  if (member === undefined) {
    throw new CheckpointError('not-found', `${failed}: no such file or directory`, place);
  }
  try {
    const image = openImage(checkpoint.archive.source(member));
    const [entry] = image.kind.name === 'STATS' ? image.entries() : [];
    const dump = (entry?.message as StatsEntry | undefined)?.dump;
    if (dump === undefined) {
      throw new CheckpointError('invalid-image', 'no statistics of a dump in it', place);
    }
    return dump;
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    throw new CheckpointError(error.code, `${failed}: ${error.sentence}`, {
      ...place,
      ...error.place,
    });
  }
}
