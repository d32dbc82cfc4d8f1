import { UNKNOWN_FIELDS, type Message } from '../../criu/message.js';
import type { PagemapEntry } from '../../criu/messages.generated.js';
import type { Checkpoint } from '../checkpoint.js';
import { pageCount, PageFlag } from './pagemap-entry.js';
import { type PageRun, PageRuns } from './page-runs.js';

/** A pagemap image: which pages one dump saved, and where. */
export interface Pagemap {
  /** Name of the pages image (pagemap_head.pages_id). */
  readonly pages: string;
  readonly runs: PageRuns;
  /** Bytes that it says the pages image has. */
  readonly presentBytes: bigint;
}

/** All flags that pagemap_entry.flags can have. */
const KNOWN_FLAGS = PageFlag.parent | PageFlag.lazy | PageFlag.present;

/**
 * pagemap-PID.img or pagemap-shmem-ID.img, read when it is first asked for.
 * @returns undefined when there is no such image
 * @throws CheckpointError when it is damaged
 */
export function findPagemap(
  checkpoint: Checkpoint,
  name: string,
  pageSize: number,
): Pagemap | undefined {
  return checkpoint.once(makePagemaps).find(name, pageSize);
}

/** Runs that are kept at hand, 25 bytes each, besides those of memory that is in use. */
const KEPT_RUNS = 1_000_000;

/** Pagemaps that are likely to be asked for again: those that nobody asked for the longest make room. */
class Pagemaps {
  /** The least recently used first. */
  private readonly recent = new Map<string, Pagemap>();
  private runs = 0;

  constructor(private readonly checkpoint: Checkpoint) {}

  find(name: string, pageSize: number): Pagemap | undefined {
    const key = `${name} ${pageSize}`;
    let pagemap = this.recent.get(key);
    if (pagemap !== undefined) {
      this.recent.delete(key);
    } else {
      if (!this.checkpoint.images.has(name)) return undefined;
      pagemap = readPagemap(this.checkpoint, name, pageSize);
      this.makeRoom(pagemap.runs.capacity);
    }
    this.recent.set(key, pagemap);
    return pagemap;
  }

  private makeRoom(runs: number): void {
    this.runs += runs;
    for (const [key, oldest] of this.recent) {
      if (this.runs <= KEPT_RUNS) break;
      this.recent.delete(key);
      this.runs -= oldest.runs.capacity;
    }
  }
}

function makePagemaps(checkpoint: Checkpoint): Pagemaps {
  return new Pagemaps(checkpoint);
}

/** A run stays one item, however many pages it claims. */
function readPagemap({ images }: Checkpoint, name: string, pageSize: number): Pagemap {
  let pagesId = 0;
  const runs = new PageRuns();
  const place = new RunPlace(BigInt(pageSize));
  for (const { type, message } of images.walk(name)) {
    if (type === 'pagemap_head') pagesId = Number(message['pages_id'] ?? 0);
    else if (type === 'pagemap_entry') runs.add(place.next(message));
  }
  // What lies behind the damage may be anything, so nothing can be told of any address.
  const damage = images.damageMet(name);
  if (damage !== undefined) throw damage;
  return { pages: `pages-${pagesId}.img`, runs, presentBytes: place.offset };
}

/** No address is higher, whatever an entry claims. */
const ADDRESS_LIMIT = 1n << 64n;

/** Counts where in the pages image the runs lie: one behind the other, those that are present. */
class RunPlace {
  offset = 0n;
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
