import { isAbsent } from '../../model/absent.js';
import type { Extent } from '../../model/memory/address-space.js';
import type { Region } from '../../model/memory/regions.js';
import { mapRowOf, type MapRow } from './maps.js';
import type { ProcessMemory } from './memory-view.js';
import { clipToRanges, passesFilter, type RegionFilter } from './region-filter.js';

/** A region of a process with its pages, or a stretch of pages outside of any region. */
export interface Area extends MapRow {
  /** Undefined for pages outside of any region, such as those of a pre-dump. */
  readonly region: Region | undefined;
  /** By address. Those, and those parts, that the ranges ask for. */
  readonly extents: readonly Extent[];
}

/**
 * The areas that pass a filter, by address: as many as regions, however large they are. Of regions that
 * overlap, which a forged image may have, one address is in one area only.
 * @throws CheckpointError when the pagemap of a parent or of a shared segment is damaged
 */
export function* areasOf(process: ProcessMemory, filter: RegionFilter): Generator<Area> {
  const { space } = process;
  if (isAbsent(space)) return;
  let run: Extent[] = [];
  for (const extent of space.allExtents()) {
    const last = run.at(-1);
    if (last !== undefined && (last.region !== extent.region || last.end !== extent.start)) {
      yield* areaOf(process, filter, run);
      run = [];
    }
    // Between forged runs may be nothing.
    const isNothing = extent.backing.kind === 'absent' && extent.backing.reason === 'unmapped';
    if (!isNothing) run.push(extent);
  }
  yield* areaOf(process, filter, run);
}

/** The area that these extents are, unless the filter keeps nothing of it. */
function areaOf(process: ProcessMemory, filter: RegionFilter, run: readonly Extent[]): Area[] {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) return [];
  const { region } = first;
  if (!passesFilter(region, process.marks, filter)) return [];
  const extents =
    filter.ranges === undefined
      ? run
      : run.flatMap((extent) =>
          clipToRanges(extent, filter).map(({ start, end }) => clipExtent(extent, start, end)),
        );
  if (extents.length === 0) return [];
  const row =
    region === undefined
      ? { permissions: '????', offset: 0n, name: '?' }
      : mapRowOf(process, region);
  return [{ ...row, region, start: first.start, end: last.end, extents }];
}

/** A part of an extent. */
export function clipExtent(extent: Extent, start: bigint, end: bigint): Extent {
  const { backing } = extent;
  if (backing.kind === 'absent') return { ...extent, start, end };
  const offset = backing.offset + Number(start - extent.start);
  return { ...extent, start, end, backing: { ...backing, offset } };
}
