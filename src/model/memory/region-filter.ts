import type { Interval } from './interval-list.js';
import type { RegionUse } from './region-uses.js';
import type { Region } from './regions.js';
import { permissionsOf } from './map-row.js';
import type { ProcessMemory } from './memory-view.js';

/**
 * What a region is used for. `anon` is memory of the process's own that is neither heap nor stack;
 * `shared` is all memory that several processes can write to, shared file mappings among it; `kernel`
 * are vdso, vvar, guard pages and the like.
 */
export const REGION_KINDS = [
  'heap',
  'stack',
  'anon',
  'file',
  'memfd',
  'shared',
  'kernel',
  'device',
] as const;

export type RegionKindName = (typeof REGION_KINDS)[number];

/** Which regions, and which part of them, a question is about. */
export interface RegionFilter {
  /** Passes `rw-p` or not. */
  readonly permissions?: (text: string) => boolean;
  readonly kinds?: ReadonlySet<RegionKindName>;
  /** Only these addresses. */
  readonly ranges?: readonly Interval[];
}

/** Whether a region passes, whatever the ranges say. */
export function passesFilter(
  region: Region | undefined,
  process: Pick<ProcessMemory, 'useOf' | 'nameOf'>,
  { permissions, kinds }: RegionFilter,
): boolean {
  // Pages outside of any region have neither permissions nor a kind.
  if (region === undefined) return permissions === undefined && kinds === undefined;
  if (permissions !== undefined && !permissions(permissionsOf(region))) return false;
  return kinds === undefined || kindsOf(region, process).some((kind) => kinds.has(kind));
}

/** The parts of an interval that the ranges ask for: ascending, if the ranges do. */
export function clipToRanges<T extends Interval>(interval: T, { ranges }: RegionFilter): T[] {
  if (ranges === undefined) return [interval];
  const { start, end } = interval;
  return ranges
    .map((range) => ({
      ...interval,
      start: range.start > start ? range.start : start,
      end: range.end < end ? range.end : end,
    }))
    .filter((part) => part.start < part.end);
}

/** A region may be of several kinds: a shared file mapping is `file` and `shared`. */
export function kindsOf(
  region: Region,
  process: Pick<ProcessMemory, 'useOf' | 'nameOf'>,
): readonly RegionKindName[] {
  const { backing } = region;
  const andShared = (kind: RegionKindName): readonly RegionKindName[] =>
    region.shared ? [kind, 'shared'] : [kind];
  switch (backing.kind) {
    case 'anonymous':
      return [USES[process.useOf(region).kind]];
    case 'file':
      return andShared('file');
    case 'memfd':
      // To CRIU, shared anonymous memory is a memfd as well.
      return process.nameOf(region).startsWith('/memfd:') ? andShared('memfd') : ['shared'];
    case 'shared-anonymous':
    case 'system-v':
      return ['shared'];
    case 'kernel':
    case 'device':
      return andShared(backing.kind);
  }
}

const USES: Readonly<Record<RegionUse['kind'], RegionKindName>> = {
  heap: 'heap',
  'runtime-heap': 'heap',
  stack: 'stack',
  other: 'anon',
};
