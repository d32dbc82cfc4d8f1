import { isAbsent, mapFact, type Fact } from '../absent.js';
import type { Interval } from './interval-list.js';
import type { Region } from './regions.js';
import type { ProcessMemory } from './memory-view.js';

/** A region as a line of /proc/PID/maps tells it. */
export interface MapRow {
  readonly start: bigint;
  readonly end: bigint;
  /** `rwxp`, or `s` for shared. */
  readonly permissions: string;
  /** Offset in the mapped file, or in the segment. */
  readonly offset: bigint;
  /** Path, `[heap]` and the like; empty for plain anonymous memory. */
  readonly name: string;
  /** The thread whose stack it is; the kernel has no name for that. */
  readonly threadStack?: number;
  /** Pages of it that may not be touched. */
  readonly guards: readonly Interval[];
}

/** The regions of a process, named as the kernel names them (mm and files images). */
export function mapRowsOf(process: ProcessMemory): Fact<readonly MapRow[]> {
  const { mm, space } = process;
  return mapFact(isAbsent(mm) ? mm : space, ({ regions }) =>
    regions.map((region) => mapRowOf(process, region)),
  );
}

/** @param part of the region, if only that is meant */
export function mapRowOf(process: ProcessMemory, region: Region, part: Interval = region): MapRow {
  const { start, end } = part;
  const { backing } = region;
  const use = process.useOf(region);
  return {
    start,
    end,
    permissions: permissionsOf(region),
    offset: 'offset' in backing ? backing.offset + (start - region.start) : 0n,
    name: process.nameOf(region),
    ...('tid' in use && { threadStack: use.tid }),
    guards: isAbsent(process.space) ? [] : process.space.guardsIn(part),
  };
}

export function permissionsOf({ readable, writable, executable, shared }: Region): string {
  const bits = [readable ? 'r' : '-', writable ? 'w' : '-', executable ? 'x' : '-'];
  return bits.join('') + (shared ? 's' : 'p');
}
