import type { Checkpoint } from './checkpoint.js';
import { findPagemap } from './memory/pagemap.js';

/** The page size of x86, arm, s390 and riscv, and the usual one of the others. */
const USUAL_PAGE_SIZE = 4096;

const PAGE_SIZES = [4096, 16384, 65536];

/** AT_PAGESZ of the ELF auxiliary vector. */
const AUXV_PAGE_SIZE = 6n;

/**
 * Bytes of a page. No image tells it: it is the size of a pages image divided by the number of pages
 * that the pagemap has in it (PE_PRESENT, or neither flags nor in_parent in old images). Where that
 * gives none, it is what the kernel told the program (AT_PAGESZ of mm_entry.mm_saved_auxv).
 */
export function pageSizeOf(checkpoint: Checkpoint): number {
  return checkpoint.once(readPageSize);
}

/** Processes are asked in turn, until one of them has pages. */
function readPageSize(checkpoint: Checkpoint): number {
  const pids = pidsWithPages(checkpoint);
  for (const read of [pageSizeOfPages, pageSizeOfProgram]) {
    for (const pid of pids) {
      const size = read(checkpoint, pid);
      if (size !== undefined && PAGE_SIZES.includes(size)) return size;
    }
  }
  return USUAL_PAGE_SIZE;
}

/** Processes with a pagemap image; pstree.img may be damaged, and a pre-dump has none. */
export function pidsWithPages({ images }: Checkpoint): number[] {
  return images.names(/^pagemap-\d+\.img$/).map((name) => Number(name.replace(/\D/g, '')));
}

/** A damaged image tells no size; the next one does. */
function pageSizeOfPages(checkpoint: Checkpoint, pid: number): number | undefined {
  const name = `pagemap-${pid}.img`;
  const pagemap = findPagemap(checkpoint, name, USUAL_PAGE_SIZE);
  // Of compressed pages, or only a part of the entries, it tells nothing.
  if (pagemap === undefined || pagemap.table !== undefined || pagemap.lostFrom !== undefined) {
    return undefined;
  }
  const pages = pagemap.storedBytes / BigInt(USUAL_PAGE_SIZE);
  const { archive, imagePrefix } = checkpoint;
  const size = BigInt(archive.find(imagePrefix + pagemap.pages)?.size ?? 0);
  return pages > 0n && size % pages === 0n ? Number(size / pages) : undefined;
}

function pageSizeOfProgram(checkpoint: Checkpoint, pid: number): number | undefined {
  const mm = checkpoint.images.find(`mm-${pid}.img`, 'mm_entry');
  const auxv = mm?.mm_saved_auxv ?? [];
  const at = auxv.findIndex((type, index) => index % 2 === 0 && type === AUXV_PAGE_SIZE);
  return at < 0 ? undefined : Number(auxv[at + 1] ?? 0n);
}
