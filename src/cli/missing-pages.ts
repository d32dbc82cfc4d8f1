import type { MemoryView, ProcessMemory } from '../model/memory/memory-view.js';
import { countMissingPages } from '../model/memory/page-counts.js';
import type { RegionFilter } from '../model/memory/region-filter.js';
import { isAbsent } from '../model/absent.js';
import { absenceText, type AbsenceReason } from '../model/memory/backing.js';
import { safeText } from '../render/safe-text.js';
import { reportLine } from './output.js';

/**
 * Tells on standard error what an answer from memory could not take into account: pages that should be
 * there and are not, and regions that are not known.
 */
export function reportMissing(
  view: MemoryView,
  processes: readonly ProcessMemory[],
  filter: RegionFilter,
): void {
  const { file } = view.checkpoint.archive;
  reportMissingPages(file, countMissingPages(processes, view.memory.pageSize));
  reportUnknownRegions(file, processes, filter);
}

export function reportMissingPages(
  archive: string,
  missing: ReadonlyMap<AbsenceReason, bigint>,
): void {
  for (const [reason, pages] of missing) {
    const what = pages === 1n ? '1 page is' : `${pages.toString()} pages are`;
    const advice = reason === 'parent-missing' ? '; give it with --parent' : '';
    const name = safeText(archive);
    reportLine(`Warning: ${name}: ${what} absent: ${absenceText(reason)}${advice}`);
  }
}

/** A filter of regions leaves nothing of a process whose regions are not known. */
function reportUnknownRegions(
  archive: string,
  processes: readonly ProcessMemory[],
  { permissions, kinds }: RegionFilter,
): void {
  if (permissions === undefined && kinds === undefined) return;
  const unknown = processes.filter(({ mm }) => isAbsent(mm)).map(({ pid }) => pid);
  if (unknown.length === 0) return;
  reportLine(
    `Warning: ${safeText(archive)}: the regions of ${unknown.join(', ')} are not known: --perm and ` +
      '--kind leave nothing of them',
  );
}
