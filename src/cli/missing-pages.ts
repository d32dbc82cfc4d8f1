import { absenceText, type AbsenceReason } from '../model/memory/backing.js';
import { reportLine } from './output.js';

/** Tells on standard error of pages that should be there and are not, and what could be done. */
export function reportMissingPages(missing: ReadonlyMap<AbsenceReason, bigint>): void {
  for (const [reason, pages] of missing) {
    const what = pages === 1n ? '1 page is' : `${pages.toString()} pages are`;
    const advice = reason === 'parent-missing' ? '; give it with --parent' : '';
    reportLine(`Warning: ${what} absent: ${absenceText(reason)}${advice}`);
  }
}
