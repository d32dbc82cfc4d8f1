import { findImage, type Checkpoint } from './checkpoint.js';
import { readOptional } from './images.js';

/** Bits of pagemap_entry.flags (criu/include/pagemap.h). */
export const PageFlag = { parent: 1, lazy: 2, present: 4 } as const;

/** The page size of x86, arm, s390 and riscv, and the usual one of the others. */
const USUAL_PAGE_SIZE = 4096;

/** Number of pages of a pagemap entry: nr_pages since CRIU 4.2, compat_nr_pages before. */
export function pageCount(entry: { nr_pages?: bigint; compat_nr_pages?: number }): bigint {
  return entry.nr_pages ?? BigInt(entry.compat_nr_pages ?? 0);
}

/**
 * Bytes of a page. No image tells it: it is the size of a pages image divided by the number of pages
 * that the pagemap has in it (PE_PRESENT, or neither flags nor in_parent in old images).
 * @param pids processes whose pagemap images are asked, until one of them has pages
 */
export function readPageSize(checkpoint: Checkpoint, pids: readonly number[]): number {
  for (const pid of pids) {
    const name = `pagemap-${pid}.img`;
    const [head] = readOptional(checkpoint, name, 'pagemap_head');
    const pages = readOptional(checkpoint, name, 'pagemap_entry')
      .filter(({ flags, in_parent }) =>
        flags === undefined ? in_parent !== true : (flags & PageFlag.present) !== 0,
      )
      .reduce((sum, entry) => sum + pageCount(entry), 0n);
    const size = BigInt(findImage(checkpoint, `pages-${head?.pages_id ?? 0}.img`)?.size ?? 0);
    if (pages > 0n && size > 0n && size % pages === 0n && isPageSize(Number(size / pages))) {
      return Number(size / pages);
    }
  }
  return USUAL_PAGE_SIZE;
}

function isPageSize(size: number): boolean {
  return [4096, 16384, 65536].includes(size);
}
