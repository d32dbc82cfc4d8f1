import { CheckpointError } from '../../../bytes/checkpoint-error.js';
import { counted } from '../../../bytes/counted.js';
import { findImage, findMember } from '../../../model/checkpoint.js';
import type { MemoryView } from '../../../model/memory/memory-view.js';
import { readStatistics } from '../../../model/statistics.js';
import { type Check, skipPreDump } from '../check.js';
import { countSavedPages } from '../saved-pages.js';

/** dump_stats_entry of stats-dump beside the pagemaps: CRIU counts pages of processes and of segments apart. */
export const statisticsAgree: Check = {
  name: 'statistics',
  holds: "CRIU's count of written pages is that of the pages found",
  means: 'Pages are missing, or were added, or stats-dump is of another dump.',
  restore: 'works',
  skip(view) {
    const { checkpoint } = view;
    const isThere = findMember(checkpoint, 'stats-dump') ?? findImage(checkpoint, 'stats-dump');
    return isThere === undefined ? 'there is no stats-dump' : skipPreDump(view);
  },
  *failures(view) {
    let told;
    try {
      told = readStatistics(view.checkpoint);
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      yield { subject: 'stats-dump', problem: error.message };
      return;
    }
    const counts = [
      [told.pages_written, pagesIn(view, /^pagemap-\d+\.img$/), 'of processes'],
      [told.shpages_written, pagesIn(view, /^pagemap-shmem-\d+\.img$/), 'of shared memory'],
    ] as const;
    for (const [written, found, whose] of counts) {
      if (written === undefined || found === undefined || written === found) continue;
      const problem = `tells of ${counted(written, 'page')} ${whose}; the pagemaps have ${found}`;
      yield { subject: 'stats-dump', problem };
    }
  },
};

function pagesIn({ checkpoint, memory }: MemoryView, names: RegExp): bigint | undefined {
  let pages = 0n;
  for (const name of checkpoint.images.names(names)) {
    const saved = countSavedPages(checkpoint, name, memory.pageSize);
    if (saved === undefined) return undefined;
    pages += saved.present;
  }
  return pages;
}
