import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { BlockTable } from '../../bytes/packed/block-table.js';
import { isPagemapEntry } from '../../criu/entry-variants.js';
import { findImage, type Checkpoint } from '../checkpoint.js';
import { PageRuns } from './page-runs.js';
import { RunPlaces, type Trusted } from './run-places.js';

/** A pagemap image: which pages one dump saved, and where. */
export interface Pagemap {
  /** Name of the pages image (pagemap_head.pages_id). */
  readonly pages: string;
  readonly runs: PageRuns;
  /** Where pages are stored, of which some are compressed; undefined where all lie as they are. */
  readonly table: BlockTable | undefined;
  /** Bytes that it says the pages image has. */
  readonly storedBytes: bigint;
  /** From here on it is damaged: nothing is told of any address. */
  readonly lostFrom: bigint | undefined;
}

/**
 * pagemap-PID.img or pagemap-shmem-ID.img, read when it is first asked for.
 * @returns undefined when there is no such image
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
      this.makeRoom(sizeOf(pagemap));
    }
    this.recent.set(key, pagemap);
    return pagemap;
  }

  private makeRoom(runs: number): void {
    this.runs += runs;
    for (const [key, oldest] of this.recent) {
      if (this.runs <= KEPT_RUNS) break;
      this.recent.delete(key);
      this.runs -= sizeOf(oldest);
    }
  }
}

/** Room that a pagemap takes besides its runs, in runs. */
const OWN_ROOM = 32;

/** A block takes as much room as a run. */
function sizeOf({ runs, table }: Pagemap): number {
  return OWN_ROOM + runs.capacity + (table?.positions.length ?? 0);
}

function makePagemaps(checkpoint: Checkpoint): Pagemaps {
  return new Pagemaps(checkpoint);
}

/** Where entries contradict themselves, the way counts that leads to the end of the pages image. */
function readPagemap(checkpoint: Checkpoint, name: string, pageSize: number): Pagemap {
  for (const trusted of ['totals', 'sizes'] as const) {
    const { pagemap, places } = readEntries(checkpoint, name, pageSize, trusted);
    const size = findImage(checkpoint, pagemap.pages)?.size;
    if (!places.isContradicted || BigInt(size ?? 0) === pagemap.storedBytes) return pagemap;
  }
  return readEntries(checkpoint, name, pageSize, 'neither').pagemap;
}

/** A run stays one item, however many pages it claims. */
function readEntries(
  { images, damage, archive, imagePrefix }: Checkpoint,
  name: string,
  pageSize: number,
  trusted: Trusted,
): { readonly pagemap: Pagemap; readonly places: RunPlaces } {
  let pagesId = 0;
  let offset = 0;
  const runs = new PageRuns();
  const places = new RunPlaces(BigInt(pageSize), trusted, (sentence) => {
    const place = { file: archive.file, member: imagePrefix + name, offset };
    damage.add(new CheckpointError('invalid-image', sentence, place));
  });
  for (const entry of images.walk(name)) {
    offset = entry.offset;
    if (entry.type === 'pagemap_head') pagesId = Number(entry.message['pages_id'] ?? 0);
    else if (isPagemapEntry(entry.type)) runs.add(places.next(entry.type, entry.message));
  }
  // CRIU's entries ascend, so that the lost ones are about what lies behind those that were read.
  const lostFrom = images.damageMet(name) === undefined ? undefined : runs.end;
  const { table, storedEnd: storedBytes } = places;
  return { pagemap: { pages: `pages-${pagesId}.img`, runs, table, storedBytes, lostFrom }, places };
}
