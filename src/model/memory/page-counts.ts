import { isAbsent } from '../absent.js';
import type { Extent } from './address-space.js';
import type { AbsenceReason, Backing, PageOrigin } from './backing.js';
import type { ProcessMemory } from './memory-view.js';

/** What became of the pages of some memory. All are numbers of pages. */
export interface PageCounts {
  readonly total: bigint;
  /** Bytes are in this dump: in its own pages, in those of a shared segment, or in a deleted file's image. */
  readonly present: bigint;
  /** Bytes are in the images of a parent. */
  readonly parent: bigint;
  /** There should be bytes, which are missing. */
  readonly absent: bigint;
  /** Never written: zeros, of which nothing is saved. */
  readonly untouched: bigint;
  /** As in the mapped file, whether or not that is at hand. */
  readonly inFile: bigint;
  /** The kernel's own, a device's, guards, what the kernel may throw away, or what lies behind a file's end. */
  readonly other: bigint;
  readonly origins: ReadonlyMap<PageOrigin, bigint>;
  readonly reasons: ReadonlyMap<AbsenceReason, bigint>;
}

type PageClass = 'present' | 'parent' | 'absent' | 'untouched' | 'inFile' | 'other';

const CLASSES: Readonly<Record<PageOrigin | AbsenceReason, PageClass>> = {
  pages: 'present',
  segment: 'present',
  ipc: 'present',
  ghost: 'present',
  parent: 'parent',
  'segment-parent': 'parent',
  sysroot: 'inFile',
  'mapped-file': 'inFile',
  'file-missing': 'inFile',
  'file-differs': 'inFile',
  'file-unchecked': 'inFile',
  'ghost-missing': 'absent',
  'ghost-damaged': 'absent',
  'parent-missing': 'absent',
  'not-in-parent': 'absent',
  lazy: 'absent',
  'pagemap-missing': 'absent',
  'pages-missing': 'absent',
  'pages-truncated': 'absent',
  'pages-not-kept': 'absent',
  'segment-missing': 'absent',
  'block-damaged': 'absent',
  unplaced: 'absent',
  'pagemap-damaged': 'absent',
  encrypted: 'absent',
  'unknown-encoding': 'absent',
  untouched: 'untouched',
  'beyond-file': 'other',
  droppable: 'other',
  guard: 'other',
  kernel: 'other',
  device: 'other',
  unmapped: 'other',
};

/** @param pageSize bytes */
export function countPages(extents: Iterable<Extent>, pageSize: number): PageCounts {
  const counts = { present: 0n, parent: 0n, absent: 0n, untouched: 0n, inFile: 0n, other: 0n };
  const origins = new Map<PageOrigin, bigint>();
  const reasons = new Map<AbsenceReason, bigint>();
  let total = 0n;
  for (const extent of extents) {
    const pages = pagesIn(extent, BigInt(pageSize));
    const { backing } = extent;
    total += pages;
    counts[classOf(backing)] += pages;
    if (backing.kind === 'stored') add(origins, backing.origin, pages);
    else add(reasons, backing.reason, pages);
  }
  return { total, ...counts, origins, reasons };
}

/** Whether there should be bytes, which are missing. */
export function isMissing(backing: Backing): boolean {
  return classOf(backing) === 'absent';
}

/** Pages of mapped files that a sysroot was given for, and that it does not have. */
const NOT_IN_SYSROOT: ReadonlySet<AbsenceReason> = new Set([
  'file-missing',
  'file-differs',
  'file-unchecked',
]);

/** How many pages should have bytes which are missing, by the reason. */
export function countMissingPages(
  processes: readonly ProcessMemory[],
  pageSize: number,
): ReadonlyMap<AbsenceReason, bigint> {
  const missing = new Map<AbsenceReason, bigint>();
  for (const { space } of processes) {
    if (isAbsent(space)) continue;
    for (const [reason, pages] of countPages(space.allExtents(), pageSize).reasons) {
      if (CLASSES[reason] === 'absent' || NOT_IN_SYSROOT.has(reason)) add(missing, reason, pages);
    }
  }
  return missing;
}

function classOf(backing: Backing): PageClass {
  return CLASSES[backing.kind === 'stored' ? backing.origin : backing.reason];
}

/** A page that several extents share belongs to the one with its first byte. */
function pagesIn({ start, end }: Extent, pageSize: bigint): bigint {
  const firstAt = (address: bigint) => (address + pageSize - 1n) / pageSize;
  return firstAt(end) - firstAt(start);
}

function add<K>(counts: Map<K, bigint>, key: K, pages: bigint): void {
  counts.set(key, (counts.get(key) ?? 0n) + pages);
}
