import { isAbsent } from '../absent.js';
import type { AddressSpace, Extent, RegionRun } from './address-space.js';
import type { Interval } from './interval-list.js';
import type { Region } from './regions.js';
import { mapRowOf, type MapRow } from './map-row.js';
import type { ProcessMemory } from './memory-view.js';
import { clipToRanges, passesFilter, type RegionFilter } from './region-filter.js';

/** A region of a process with its pages, or a stretch of pages outside of any region. */
export interface Area extends MapRow {
  /** Undefined for pages outside of any region, such as those of a pre-dump. */
  readonly region: Region | undefined;
  /** The parts that are asked for: at least one. */
  readonly parts: readonly Interval[];
  /** Those of the parts, by address; looked up anew each time, since there may be millions. */
  readonly extents: Iterable<Extent>;
}

/**
 * The areas that pass a filter, by address: as many as regions, however large they are. Of regions that
 * overlap, which a forged image may have, one address is in one area only.
 * @throws CheckpointError when the pagemap of a parent or of a shared segment is damaged
 */
export function* areasOf(process: ProcessMemory, filter: RegionFilter): Generator<Area> {
  const { space } = process;
  if (isAbsent(space)) return;
  for (const run of space.regionRuns()) yield* areaOf(process, space, filter, run);
}

/** The area that a run is, unless the filter keeps nothing of it. */
function areaOf(
  process: ProcessMemory,
  space: AddressSpace,
  filter: RegionFilter,
  { region, start, end }: RegionRun,
): Area[] {
  if (!passesFilter(region, process, filter)) return [];
  const parts = clipToRanges({ start, end }, filter);
  if (parts.length === 0) return [];
  const row =
    region === undefined
      ? { permissions: '????', offset: 0n, name: '?', guards: [] }
      : mapRowOf(process, region, { start, end });
  const extents = {
    *[Symbol.iterator]() {
      for (const part of parts) yield* space.extents(part.start, part.end);
    },
  };
  return [{ ...row, region, start, end, parts, extents }];
}
