import { isPagemapEntry } from '../criu/entry-variants.js';
import type { PagemapEntry, VmaEntry } from '../criu/messages.generated.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { fileTableOf, type FileTable } from '../model/file-table.js';
import { pageCount } from '../model/memory/pagemap-entry.js';
import { pageSizeOf } from '../model/page-size.js';
import { readProcesses } from '../model/processes.js';
import { readVmas, VmaStatus } from '../model/vmas.js';
import { describePath, requireFiles } from './explore.js';
import type { Reads } from '../model/reads.js';

export const reads: Reads = [];

export interface ProcessRss {
  readonly pid: number;
  readonly runs: readonly PageRun[];
}

/** A pagemap entry and the regions that it overlaps. */
export interface PageRun {
  readonly start: bigint;
  readonly pages: bigint;
  /** `same`: the region of the last overlap of the run before. */
  readonly regions: readonly ('same' | RunRegion)[];
}

export interface RunRegion {
  readonly start: bigint;
  readonly pages: bigint;
  /** Path of the mapped file; empty for anonymous memory. */
  readonly file: string;
}

/** Runs of pages of every process with the regions they lie in (pagemap, mm and files images). */
export function exploreRss(checkpoint: Checkpoint): ProcessRss[] {
  requireFiles(checkpoint);
  const files = fileTableOf(checkpoint);
  const processes = readProcesses(checkpoint);
  const pageSize = pageSizeOf(checkpoint);
  return processes.map(({ pid, ended }) => {
    if (ended) return { pid, runs: [] };
    const regions = new RegionWalk(readVmas(checkpoint, pid), files, BigInt(pageSize));
    const runs: PageRun[] = [];
    for (const { type, message } of checkpoint.images.walk(`pagemap-${pid}.img`)) {
      if (!isPagemapEntry(type)) continue;
      const { vaddr: start = 0n, ...entry } = message as PagemapEntry;
      const pages = pageCount(entry);
      runs.push({ start, pages, regions: regions.overlapping(start, pages) });
    }
    return { pid, runs };
  });
}

/** Goes through regions and page runs side by side; both ascend by address. */
class RegionWalk {
  private at = 0;
  private told = -1;

  constructor(
    private readonly vmas: readonly VmaEntry[],
    private readonly files: FileTable,
    private readonly pageSize: bigint,
  ) {}

  overlapping(start: bigint, pages: bigint): ('same' | RunRegion)[] {
    const end = start + pages * this.pageSize;
    while ((this.vmas[this.at]?.end ?? end) <= start) this.at++;
    const found: ('same' | RunRegion)[] = [];
    for (let vma = this.vmas[this.at]; vma !== undefined && (vma.start ?? 0n) < end;) {
      found.push(this.at === this.told ? 'same' : this.region(vma));
      this.told = this.at;
      vma = this.vmas[++this.at];
    }
    // The next run may begin in the region where this one ended.
    if (found.length > 0) this.at--;
    return found;
  }

  private region(vma: VmaEntry): RunRegion {
    const start = vma.start ?? 0n;
    const mapped = (vma.status ?? 0) & (VmaStatus.filePrivate | VmaStatus.fileShared);
    return {
      start,
      pages: ((vma.end ?? 0n) - start) / this.pageSize,
      file: mapped ? describePath(this.files, Number(vma.shmid ?? 0n)) : '',
    };
  }
}
