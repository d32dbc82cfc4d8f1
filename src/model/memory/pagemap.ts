import { UNKNOWN_FIELDS, type Message } from '../../criu/message.js';
import type { PagemapEntry } from '../../criu/messages.generated.js';
import { openImage } from '../../criu/image.js';
import { findImage, type Checkpoint } from '../checkpoint.js';
import { pageCount, PageFlag } from '../page-size.js';
import { type PageRun, PageRuns } from './page-runs.js';

/** A pagemap image: which pages one dump saved, and where. */
export interface Pagemap {
  /** Name of the pages image (pagemap_head.pages_id). */
  readonly pages: string;
  readonly runs: PageRuns;
}

/** All flags that pagemap_entry.flags can have. */
const KNOWN_FLAGS = PageFlag.parent | PageFlag.lazy | PageFlag.present;

/**
 * Reads pagemap-PID.img or pagemap-shmem-ID.img. A run stays one item, however many pages it claims.
 * @returns undefined when there is no such image
 * @throws CheckpointError when it is damaged
 */
export function readPagemap(
  checkpoint: Checkpoint,
  name: string,
  pageSize: number,
): Pagemap | undefined {
  const member = findImage(checkpoint, name);
  if (member === undefined) return undefined;
  let pagesId = 0;
  const runs = new PageRuns();
  const place = new RunPlace(BigInt(pageSize));
  for (const { type, message } of openImage(checkpoint.archive.source(member)).entries()) {
    if (type === 'pagemap_head') pagesId = Number(message['pages_id'] ?? 0);
    else if (type === 'pagemap_entry') runs.add(place.next(message));
  }
  return { pages: `pages-${pagesId}.img`, runs };
}

/** No address is higher, whatever an entry claims. */
const ADDRESS_LIMIT = 1n << 64n;

/** Counts where in the pages image the runs lie: one behind the other, those that are present. */
class RunPlace {
  private offset = 0n;
  private offsetKnown = true;

  constructor(private readonly pageSize: bigint) {}

  next(message: Message): PageRun {
    const entry = message as PagemapEntry;
    const flags = flagsOf(entry);
    const start = entry.vaddr ?? 0n;
    const size = pageCount(entry) * this.pageSize;
    // An entry of a later CRIU, such as one with compressed pages: nothing behind it can be placed.
    if (message[UNKNOWN_FIELDS] !== undefined || (flags & ~KNOWN_FLAGS) !== 0) {
      this.offsetKnown = false;
    }
    const { offset } = this;
    if (flags & PageFlag.present) this.offset += size;
    const end = start + size < ADDRESS_LIMIT ? start + size : ADDRESS_LIMIT;
    return { start, end, offset, state: this.stateOf(flags) };
  }

  /** PE_PARENT goes first, as in read_pagemap_page() of criu/pagemap.c. */
  private stateOf(flags: number): PageRun['state'] {
    if (flags & PageFlag.parent) return 'parent';
    if (flags & PageFlag.present) return this.offsetKnown ? 'present' : 'unknown-encoding';
    return flags & PageFlag.lazy ? 'lazy' : 'none';
  }
}

/** As init_compat_pagemap_entry() of criu/pagemap.c: old images have in_parent or nothing. */
function flagsOf({ flags, in_parent }: PagemapEntry): number {
  if (in_parent === true) return (flags ?? 0) | PageFlag.parent;
  return flags ?? PageFlag.present;
}
