import { isAbsent, mapFact, type Fact } from '../../model/absent.js';
import { areasOf, type Area } from '../../model/memory/areas.js';
import type { MapRow } from '../../model/memory/map-row.js';
import type { MemoryView, ProcessMemory } from '../../model/memory/memory-view.js';
import { countPages, type PageCounts } from '../../model/memory/page-counts.js';
import {
  kindsOf,
  type RegionFilter,
  type RegionKindName,
} from '../../model/memory/region-filter.js';
import type { Reads } from '../../model/reads.js';

export const reads: Reads = ['pages'];

/** The regions of a process and what became of their pages. */
export interface ProcessMaps {
  readonly pid: number;
  readonly comm: Fact<string>;
  readonly regions: Fact<readonly MapsRegion[]>;
}

export interface MapsRegion extends MapRow {
  /** None for pages outside of any region. */
  readonly kinds: readonly RegionKindName[];
  /** Of a mapped file; ` (deleted)` behind it as in the name. */
  readonly path?: string;
  /** ID of the shared segment, as in the name of pagemap-shmem-ID.img. */
  readonly segment?: bigint;
  readonly pages: PageCounts;
}

/** Whole regions, those of which the ranges have a part. */
export function processMapsOf(
  view: MemoryView,
  process: ProcessMemory,
  { ranges, ...filter }: RegionFilter,
): ProcessMaps {
  const { pid, comm, space } = process;
  const isWanted = ({ start, end }: Area) =>
    ranges === undefined || ranges.some((range) => range.start < end && range.end > start);
  const regions = mapFact(space, () =>
    view.warnings.attempt(() =>
      Array.from(areasOf(process, filter))
        .filter(isWanted)
        .map((area) => mapsRegionOf(view, process, area)),
    ),
  );
  return { pid, comm, regions };
}

function mapsRegionOf(view: MemoryView, process: ProcessMemory, area: Area): MapsRegion {
  const { region, extents, parts, ...row } = area;
  const pages = countPages(extents, view.memory.pageSize);
  if (region === undefined) return { ...row, kinds: [], pages };
  const segment = view.warnings.attemptOptional(
    () => view.memory.segmentOf(region),
    'it is no shared memory',
  );
  return {
    ...row,
    kinds: kindsOf(region, process),
    ...(region.backing.kind === 'file' && row.name !== '?' && { path: row.name }),
    ...(!isAbsent(segment) && { segment }),
    pages,
  };
}
