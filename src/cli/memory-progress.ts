import { areasOf } from '../model/memory/areas.js';
import { storedBytes } from '../analysis/memory/dump.js';
import type { ProcessMemory } from '../model/memory/memory-view.js';
import type { RegionFilter } from '../model/memory/region-filter.js';
import type { Io } from './io.js';
import type { Output } from './output.js';
import { NO_PROGRESS, type Progress } from './progress.js';

/** A progress bar for reading what the filter lets pass; none where the result goes to a terminal. */
export function startMemoryProgress(
  io: Io,
  title: string,
  processes: readonly ProcessMemory[],
  filter: RegionFilter,
  to: Pick<Output, 'isTerminal'>,
): Progress {
  if (to.isTerminal) return NO_PROGRESS;
  return io.progress(title, () => {
    let total = 0n;
    for (const each of processes) {
      for (const area of areasOf(each, filter)) total += storedBytes(area);
    }
    return Number(total);
  });
}
