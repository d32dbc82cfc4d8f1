import { CheckpointError } from '../bytes/checkpoint-error.js';
import { openImage } from '../criu/image.js';
import type { StatsEntry } from '../criu/messages.generated.js';
import { findImage, findMember, type Checkpoint } from './checkpoint.js';
import { missingMember } from './members.js';

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
  try {
    return readDump(checkpoint);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    const reason = error.message.replace('Unknown magic', 'unknown magic');
    throw new CheckpointError(error.code, `failed to get dump statistics: ${reason}`);
  }
}

function readDump(checkpoint: Checkpoint): Partial<DumpStatistics> {
  const member = findMember(checkpoint, 'stats-dump') ?? findImage(checkpoint, 'stats-dump');
  if (member === undefined)
    throw missingMember(checkpoint.archive, `${checkpoint.prefix}stats-dump`);
  const image = openImage(checkpoint.archive.source(member));
  if (image.kind.name !== 'STATS') {
    const magic = `0x${image.kind.magic.toString(16)}`;
    throw new CheckpointError(
      'invalid-image',
      `unknown magic ${magic}: an image of ${image.kind.name}`,
      {
        ...image.place,
      },
    );
  }
  const [entry] = image.entries();
  const { dump } = (entry?.message ?? {}) as StatsEntry;
  if (dump !== undefined) return dump;
  throw new CheckpointError('invalid-image', 'no statistics of a dump in it', image.place);
}
