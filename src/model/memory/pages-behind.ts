import { absentPages, type AbsenceReason, type AbsentPages } from './backing.js';
import type { Region } from './regions.js';
import type { SavedPages, SavedRun } from './saved-pages.js';

/** What a process's regions lead to outside of its own pages. */
export interface Behind {
  /** The pages of a shared segment, by offset in it. */
  segment(region: Region): SegmentPart | undefined;
  /** The mapped file, if its bytes are to be had; otherwise why its pages are absent. */
  file(region: Region): MappedFile | AbsentPages;
}

/** A file that is mapped, with its bytes. */
export interface MappedFile {
  /** Bytes. */
  readonly size: bigint;
  /**
   * Its bytes by their offset; without backing they are a hole.
   * @param limit the answer holds no further than that
   */
  at(offset: bigint, limit: bigint): SavedRun;
}

export interface SegmentPart {
  /** As pagemap-shmem-ID.img or ipcns-shm-N.img names the segment. */
  readonly id: bigint;
  readonly pages: SavedPages;
  /** Where in the segment the region begins. */
  readonly offset: bigint;
}

/** The pages that a process has no copies of its own of. */
export class PagesBehind {
  private readonly segments = new Map<Region, SegmentPart | undefined>();

  /** @param hasPagemap whether it is known which pages the process has for itself */
  constructor(
    private readonly outside: Behind,
    private readonly pageSize: bigint,
    private readonly hasPagemap: boolean,
  ) {}

  /** Up to `end`, which lies in the region. */
  at(region: Region | undefined, start: bigint, end: bigint): SavedRun {
    const absent = (reason: AbsenceReason) => ({ backing: absentPages(reason), end });
    if (region === undefined) return absent('unmapped');
    const { backing } = region;
    if (!this.hasPagemap && isPrivate(region)) return absent('pagemap-missing');
    switch (backing.kind) {
      case 'anonymous':
        return absent(region.droppable ? 'droppable' : 'untouched');
      case 'file':
        return this.inFile(region, start, end, backing.offset);
      case 'kernel':
        return absent('kernel');
      case 'device':
        return absent('device');
      case 'memfd':
      case 'shared-anonymous':
      case 'system-v': {
        const part = this.segmentOf(region);
        if (part === undefined) return absent('segment-missing');
        const shift = part.offset - region.start;
        const run = part.pages.at(start + shift, end + shift);
        return { ...run, end: run.end - shift };
      }
    }
  }

  /** The segment behind a region of shared memory, and where in it the region begins. */
  segmentOf(region: Region): SegmentPart | undefined {
    if (!this.segments.has(region)) this.segments.set(region, this.outside.segment(region));
    return this.segments.get(region);
  }

  /** The page in which the file ends is filled with zeros; behind it there is nothing. */
  private inFile(region: Region, start: bigint, end: bigint, offset: bigint): SavedRun {
    const file = this.outside.file(region);
    if ('kind' in file) return { backing: file, end };
    const shift = offset - region.start;
    const fileEnd = file.size - shift;
    if (start < fileEnd) {
      const run = file.at(start + shift, (fileEnd < end ? fileEnd : end) + shift);
      return { ...run, end: run.end - shift };
    }
    const pageEnd = (start + this.pageSize - 1n) & -this.pageSize;
    if (pageEnd === start) return { backing: absentPages('beyond-file'), end };
    return { backing: absentPages('untouched'), end: pageEnd < end ? pageEnd : end };
  }
}

/** Memory whose pages the process has for itself, which only its pagemap image tells. */
function isPrivate({ backing, shared }: Region): boolean {
  if (backing.kind === 'anonymous') return true;
  return (backing.kind === 'file' || backing.kind === 'memfd') && !shared;
}
