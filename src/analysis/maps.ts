import type { CheckpointError } from '../bytes/checkpoint-error.js';
import { isAbsent, mapFact, type Fact } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { openMemory } from '../model/memory/memory.js';
import type { Region } from '../model/memory/regions.js';
import { FilePaths } from '../model/process-facts/file-paths.js';
import { FileTable } from '../model/file-table.js';
import { readOptional } from '../model/images.js';
import type { ProcessFacts } from './processes.js';
import { Warnings } from './warnings.js';

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

export interface MapsResult {
  /** By PID. */
  readonly regions: ReadonlyMap<number, Fact<readonly MapRow[]>>;
  readonly warnings: readonly CheckpointError[];
}

/** The regions of every process, named as the kernel names them (mm and files images). */
export function mapsOf(checkpoint: Checkpoint, processes: readonly ProcessFacts[]): MapsResult {
  const warnings = new Warnings();
  const memory = openMemory(checkpoint);
  const names = new RegionNames(checkpoint, warnings);
  const regions = new Map<number, Fact<readonly MapRow[]>>();
  for (const { pid, addresses } of processes) {
    const space = mapFact(addresses, () => warnings.attempt(() => memory.space(pid)));
    const rowOf = (region: Region): MapRow => ({
      start: region.start,
      end: region.end,
      permissions: permissionsOf(region),
      offset: 'offset' in region.backing ? region.backing.offset : 0n,
      name: names.of(region, isAbsent(addresses) ? {} : addresses),
    });
    regions.set(
      pid,
      mapFact(space, (each) => each.regions.map(rowOf)),
    );
  }
  return { regions, warnings: warnings.list };
}

function permissionsOf({ readable, writable, executable, backing }: Region): string {
  const shared =
    ('shared' in backing && backing.shared) ||
    backing.kind === 'shared-anonymous' ||
    backing.kind === 'system-v';
  const bits = [readable ? 'r' : '-', writable ? 'w' : '-', executable ? 'x' : '-'];
  return bits.join('') + (shared ? 's' : 'p');
}

class RegionNames {
  private readonly paths: FilePaths;
  private readonly files: FileTable;
  private memfds: Map<number, string> | undefined;

  constructor(
    private readonly checkpoint: Checkpoint,
    private readonly warnings: Warnings,
  ) {
    this.paths = new FilePaths(checkpoint);
    this.files = new FileTable(checkpoint);
  }

  of(region: Region, addresses: Readonly<Record<string, bigint>>): string {
    const { backing } = region;
    switch (backing.kind) {
      case 'file': {
        const path = this.told(() => this.paths.find(backing.file));
        return isAbsent(path) ? '?' : path.path + (path.deleted ? ' (deleted)' : '');
      }
      case 'memfd': {
        const name = this.told(() => this.memfdName(backing.file));
        // Shared anonymous memory is a memfd of this name, which the kernel shows like a device.
        if (isAbsent(name)) return '/memfd:? (deleted)';
        return name === '/dev/zero' ? '/dev/zero (deleted)' : `/memfd:${name} (deleted)`;
      }
      case 'shared-anonymous':
        return '/dev/zero (deleted)';
      case 'system-v':
        return `/SYSV segment ${backing.segment}`;
      case 'kernel':
        return `[${backing.name}]`;
      case 'device':
        return backing.name === 'socket' ? 'socket:[packet ring]' : '[plugin]';
      case 'anonymous':
        return nameOfAnonymous(region, addresses);
    }
  }

  private memfdName(file: number): string | undefined {
    this.memfds ??= new Map(
      readOptional(this.checkpoint, 'memfd.img', 'memfd_inode_entry').map((inode) => [
        Number(inode.inode_id ?? 0),
        inode.name ?? '',
      ]),
    );
    return this.memfds.get(this.files.find('MEMFD', file)?.inode_id ?? -1);
  }

  private told<T>(read: () => T): Fact<NonNullable<T>> {
    return this.warnings.attemptOptional(read, 'no image tells it');
  }
}

/** mm_start_brk to mm_brk is the heap, and the region of mm_start_stack the first stack. */
function nameOfAnonymous(
  { start, end }: Region,
  { start_brk: heap, brk: heapEnd, start_stack: stack }: Readonly<Record<string, bigint>>,
): string {
  if (heap !== undefined && heapEnd !== undefined && start < heapEnd && end > heap) return '[heap]';
  return stack !== undefined && start <= stack && stack < end ? '[stack]' : '';
}
