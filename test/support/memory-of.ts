import { viewMemory, type MemoryView } from '../../src/model/memory/memory-view.js';
import { madeCheckpoint } from './made-checkpoint.js';
import { mm, ONE_PROCESS, PAGE, pagemap, run, vma } from './memory-images.js';

/** Number of the first page of the memory that `memoryOf` makes. */
export const FIRST_PAGE = 0x1000;

/** PROT_READ and PROT_WRITE; MAP_PRIVATE and MAP_ANONYMOUS. */
const WRITABLE = { prot: 3, flags: 0x22 };

/**
 * A process of PID 1 whose anonymous memory holds these bytes from 0x1000000 on.
 * @param farPage number of one more page, of zeros
 */
export function memoryOf(bytes: Uint8Array, farPage = 0x2000000): MemoryView {
  const count = Math.ceil(bytes.length / PAGE);
  const pages = Buffer.alloc(count * PAGE);
  pages.set(bytes);
  return viewMemory(
    madeCheckpoint({
      ...ONE_PROCESS,
      'mm-1.img': mm([vma(FIRST_PAGE, count, WRITABLE), vma(farPage, 1, WRITABLE)]),
      'pagemap-1.img': pagemap([run(FIRST_PAGE, count), run(farPage, 1)]),
      'pages-1.img': Buffer.concat([pages, Buffer.alloc(PAGE)]),
    }),
  );
}

/** Bytes of each, far enough from the next that nothing takes them for one. */
export function apart(parts: readonly (Uint8Array | string)[], distance = 1024): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      const bytes = Buffer.from(part as string, 'latin1');
      return Buffer.concat([bytes, Buffer.alloc(distance - (bytes.length % distance))]);
    }),
  );
}
