import { isAbsent, mapFact, type Fact } from '../absent.js';
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
}

/** The regions of a process, named as the kernel names them (mm and files images). */
export function mapRowsOf(process: ProcessMemory): Fact<readonly MapRow[]> {
  const { mm, space } = process;
  return mapFact(isAbsent(mm) ? mm : space, ({ regions }) =>
    regions.map((region) => mapRowOf(process, region)),
  );
}

export function mapRowOf(process: ProcessMemory, region: Region): MapRow {
  return {
    start: region.start,
    end: region.end,
    permissions: permissionsOf(region),
    offset: 'offset' in region.backing ? region.backing.offset : 0n,
    name: process.nameOf(region),
  };
}

export function permissionsOf({ readable, writable, executable, backing }: Region): string {
  const shared =
    ('shared' in backing && backing.shared) ||
    backing.kind === 'shared-anonymous' ||
    backing.kind === 'system-v';
  const bits = [readable ? 'r' : '-', writable ? 'w' : '-', executable ? 'x' : '-'];
  return bits.join('') + (shared ? 's' : 'p');
}
