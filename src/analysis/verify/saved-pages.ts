import { UNKNOWN_FIELDS } from '../../criu/message.js';
import { isPagemapEntry } from '../../criu/entry-variants.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import { pageCount, PageFlag, type AnyPagemapEntry } from '../../model/memory/pagemap-entry.js';
import { findPagemap } from '../../model/memory/pagemap.js';

/** What a pagemap image says that a dump saved. */
export interface SavedPages {
  /** Name of the pages image (pagemap_head.pages_id). */
  readonly pages: string;
  /** Pages that are in it. */
  readonly present: bigint;
  /** Bytes that they take there; undefined of entries of a later CRIU. */
  readonly bytes: bigint | undefined;
}

/** Adds up pagemap-PID.img or pagemap-shmem-ID.img; undefined where that is damaged. */
export function countSavedPages(
  checkpoint: Checkpoint,
  name: string,
  pageSize: number,
): SavedPages | undefined {
  const { images } = checkpoint;
  let present = 0n;
  let isUnderstood = true;
  for (const { type, message } of images.walk(name)) {
    if (!isPagemapEntry(type)) continue;
    const entry = message as AnyPagemapEntry;
    if (isPresent(entry)) present += pageCount(entry);
    if (message[UNKNOWN_FIELDS] !== undefined) isUnderstood = false;
  }
  const pagemap = findPagemap(checkpoint, name, pageSize);
  if (pagemap === undefined || images.damageMet(name) !== undefined) return undefined;
  const { pages, storedBytes } = pagemap;
  return { pages, present, bytes: isUnderstood ? storedBytes : undefined };
}

/** In old images in_parent, or nothing, stands for the flags. */
function isPresent(entry: AnyPagemapEntry): boolean {
  const { flags = PageFlag.present } = entry;
  const in_parent = 'in_parent' in entry && entry.in_parent;
  return !in_parent && (flags & PageFlag.present) !== 0;
}
