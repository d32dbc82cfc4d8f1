import type { Message } from '../../src/criu/message.js';
import type { PagemapEntry, VmaEntry } from '../../src/criu/messages.generated.js';
import { writeMessage } from '../../src/criu/write-message.js';
import { VmaStatus } from '../../src/model/vmas.js';
import { entry, imageBytes, type Entry } from './wire.js';

export const PAGE = 4096;

/** Pages filled with one letter each. */
export function pages(letters: string): Buffer {
  return Buffer.concat(Array.from(letters, (letter) => Buffer.alloc(PAGE, letter)));
}

export function message(type: string, fields: object): Entry {
  return entry(writeMessage(type, fields as Message));
}

export function pagemap(entries: readonly Partial<PagemapEntry>[], pagesId = 1): Buffer {
  return imageBytes('PAGEMAP', [
    message('pagemap_head', { pages_id: pagesId }),
    ...entries.map((each) => message('pagemap_entry', each)),
  ]);
}

export function mm(vmas: readonly Partial<VmaEntry>[]): Buffer {
  return imageBytes('MM', [message('mm_entry', { vmas })]);
}

/** A pagemap entry of `count` pages from number `page` on. */
export function run(page: number, count: number, flags?: number): Partial<PagemapEntry> {
  return {
    vaddr: BigInt(page * PAGE),
    nr_pages: BigInt(count),
    compat_nr_pages: 0,
    ...(flags !== undefined && { flags }),
  };
}

/** A region of `count` pages from number `page` on. */
export function vma(page: number, count: number, more: Partial<VmaEntry> = {}): Partial<VmaEntry> {
  return {
    start: BigInt(page * PAGE),
    end: BigInt((page + count) * PAGE),
    status: VmaStatus.regular,
    ...more,
  };
}

/** Images of one process with PID 1, to which memory may be added. */
export const ONE_PROCESS = {
  'inventory.img': imageBytes('INVENTORY', [message('inventory_entry', { img_version: 2 })]),
  'pstree.img': imageBytes('PSTREE', [
    message('pstree_entry', { pid: 1, ppid: 0, pgid: 1, sid: 1, threads: [1] }),
  ]),
  'core-1.img': imageBytes('CORE', [
    message('core_entry', { mtype: 1, tc: { task_state: 1, comm: 'made' } }),
  ]),
} as const;
