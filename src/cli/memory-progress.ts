import { areasOf } from '../model/memory/areas.js';
import { storedBytes } from '../analysis/memory/dump.js';
import type { ProcessMemory } from '../model/memory/memory-view.js';
import type { RegionFilter } from '../model/memory/region-filter.js';
import type { Output } from './output.js';
import { startProgress, type Progress } from './progress.js';

/** A progress bar for reading what the filter lets pass; none where the result goes to a terminal. */
export function startMemoryProgress(
  title: string,
  processes: readonly ProcessMemory[],
  filter: RegionFilter,
  to: Pick<Output, 'isTerminal'>,
): Progress {
  if (to.isTerminal || !process.stderr.isTTY) {
    return { advance: () => undefined, stop: () => undefined };
  }
  let total = 0n;
  for (const each of processes) {
    for (const area of areasOf(each, filter)) total += storedBytes(area);
  }
  return startProgress(title, Number(total));
}
