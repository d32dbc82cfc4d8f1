import { counted } from '../../../bytes/counted.js';
import { absenceText, type AbsenceReason } from '../../../model/memory/backing.js';
import { countMissingPages } from '../../../model/memory/page-counts.js';
import type { Check } from '../check.js';

/** What is left to a page server, or to a dump that is not given, is no fault of this one. */
const FAULTS: readonly AbsenceReason[] = [
  'not-in-parent',
  'pagemap-missing',
  'segment-missing',
  'ghost-missing',
  'ghost-damaged',
];

/** What regions need, besides the pages images: shared segments, deleted files, earlier dumps. */
export const pagesHere: Check = {
  name: 'memory',
  holds: 'all memory that was saved is there',
  means: 'Part of the memory is lost.',
  restore: 'fails',
  *failures({ memory, processes }) {
    for (const process of processes) {
      for (const [reason, pages] of countMissingPages([process], memory.pageSize)) {
        if (!FAULTS.includes(reason)) continue;
        const problem = `${counted(pages, 'page is', 'pages are')} missing: ${absenceText(reason)}`;
        yield { subject: `process ${process.pid}`, problem };
      }
    }
  },
};
