import { CheckpointError } from '../bytes/checkpoint-error.js';
import { openImage } from '../criu/image.js';
import type { PagemapEntry, PagemapHead } from '../criu/messages.generated.js';
import { findImage, type Checkpoint } from './checkpoint.js';

/** Bits of pagemap_entry.flags (criu/include/pagemap.h). */
export const PageFlag = { parent: 1, lazy: 2, present: 4 } as const;

/** The page size of x86, arm, s390 and riscv, and the usual one of the others. */
const USUAL_PAGE_SIZE = 4096;

const PAGE_SIZES = [4096, 16384, 65536];

/** Number of pages of a pagemap entry: nr_pages since CRIU 4.2, compat_nr_pages before. */
export function pageCount(entry: { nr_pages?: bigint; compat_nr_pages?: number }): bigint {
  return entry.nr_pages ?? BigInt(entry.compat_nr_pages ?? 0);
}

/** AT_PAGESZ of the ELF auxiliary vector. */
const AUXV_PAGE_SIZE = 6n;

/**
 * Bytes of a page. No image tells it: it is the size of a pages image divided by the number of pages
 * that the pagemap has in it (PE_PRESENT, or neither flags nor in_parent in old images). Where that
 * gives none, it is what the kernel told the program (AT_PAGESZ of mm_entry.mm_saved_auxv).
 * @param pids processes whose pagemap images are asked, until one of them has pages
 */
export function readPageSize(checkpoint: Checkpoint, pids: readonly number[]): number {
  return (
    firstSize(pids, (pid) => pageSizeOfPages(checkpoint, pid)) ??
    firstSize(pids, (pid) => pageSizeOfProgram(checkpoint, pid)) ??
    USUAL_PAGE_SIZE
  );
}

/** A damaged image tells no size; the next one does. */
function firstSize(
  pids: readonly number[],
  read: (pid: number) => number | undefined,
): number | undefined {
  for (const pid of pids) {
    try {
      const size = read(pid);
      if (size !== undefined && PAGE_SIZES.includes(size)) return size;
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
    }
  }
  return undefined;
}

function pageSizeOfPages(checkpoint: Checkpoint, pid: number): number | undefined {
  const member = findImage(checkpoint, `pagemap-${pid}.img`);
  if (member === undefined) return undefined;
  let pagesId: number | undefined;
  let pages = 0n;
  for (const { type, message } of openImage(checkpoint.archive.source(member)).entries()) {
    if (type === 'pagemap_head') pagesId ??= (message as PagemapHead).pages_id;
    if (type !== 'pagemap_entry') continue;
    const entry = message as PagemapEntry;
    const { flags, in_parent } = entry;
    const isPresent = flags === undefined ? in_parent !== true : (flags & PageFlag.present) !== 0;
    if (isPresent) pages += pageCount(entry);
  }
  const size = BigInt(findImage(checkpoint, `pages-${pagesId ?? 0}.img`)?.size ?? 0);
  return pages > 0n && size % pages === 0n ? Number(size / pages) : undefined;
}

function pageSizeOfProgram(checkpoint: Checkpoint, pid: number): number | undefined {
  const mm = checkpoint.images.find(`mm-${pid}.img`, 'mm_entry');
  const auxv = mm?.mm_saved_auxv ?? [];
  const at = auxv.findIndex((type, index) => index % 2 === 0 && type === AUXV_PAGE_SIZE);
  return at < 0 ? undefined : Number(auxv[at + 1] ?? 0n);
}
