import { counted } from '../bytes/counted.js';
import type { MemoryView, ProcessMemory } from '../model/memory/memory-view.js';
import { countMissingPages } from '../model/memory/page-counts.js';
import type { RegionFilter } from '../model/memory/region-filter.js';
import { isAbsent } from '../model/absent.js';
import { absenceText, type AbsenceReason } from '../model/memory/backing.js';

/**
 * What an answer from memory could not take into account: pages that should be there and are not, and
 * regions that are not known.
 */
export function missingMemory(
  view: MemoryView,
  processes: readonly ProcessMemory[],
  filter: RegionFilter,
): string[] {
  const { file } = view.checkpoint.archive;
  return [
    ...missingPages(file, countMissingPages(processes, view.memory.pageSize)),
    ...unknownRegions(file, processes, filter),
  ];
}

export function missingPages(
  archive: string,
  missing: ReadonlyMap<AbsenceReason, bigint>,
): string[] {
  return [...missing].map(([reason, pages]) => {
    const what = counted(pages, 'page is', 'pages are');
    const advice = reason === 'parent-missing' ? '; give it with --parent' : '';
    return `${archive}: ${what} absent: ${absenceText(reason)}${advice}`;
  });
}

/** A filter of regions leaves nothing of a process whose regions are not known. */
function unknownRegions(
  archive: string,
  processes: readonly ProcessMemory[],
  { permissions, kinds }: RegionFilter,
): string[] {
  if (permissions === undefined && kinds === undefined) return [];
  const unknown = processes.filter(({ mm }) => isAbsent(mm)).map(({ pid }) => pid);
  if (unknown.length === 0) return [];
  const why = `the regions of ${unknown.join(', ')} are not known: --perm and --kind leave nothing of them`;
  return [`${archive}: ${why}`];
}
