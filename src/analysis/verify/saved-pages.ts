import { UNKNOWN_FIELDS } from '../../criu/message.js';
import type { PagemapEntry } from '../../criu/messages.generated.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import { pageCount, PageFlag } from '../../model/memory/pagemap-entry.js';

/** What a pagemap image says that a dump saved. */
export interface SavedPages {
  /** Name of the pages image (pagemap_head.pages_id). */
  readonly pages: string;
  /** Pages that are in it. */
  readonly present: bigint;
  /** Each of them as large as a page: a later CRIU may say something else of them. */
  readonly plain: boolean;
}

/** Adds up pagemap-PID.img or pagemap-shmem-ID.img; undefined where that is damaged. */
export function countSavedPages({ images }: Checkpoint, name: string): SavedPages | undefined {
  let pagesId = 0;
  let present = 0n;
  let plain = true;
  for (const { type, message } of images.walk(name)) {
    if (type === 'pagemap_head') {
      pagesId = Number(message['pages_id'] ?? 0);
      continue;
    }
    const entry = message as PagemapEntry;
    if (isPresent(entry)) present += pageCount(entry);
    if (message[UNKNOWN_FIELDS] !== undefined) plain = false;
  }
  if (images.damageMet(name) !== undefined) return undefined;
  return { pages: `pages-${pagesId}.img`, present, plain };
}

/** In old images in_parent, or nothing, stands for the flags. */
function isPresent({ flags = PageFlag.present, in_parent }: PagemapEntry): boolean {
  return in_parent !== true && (flags & PageFlag.present) !== 0;
}
