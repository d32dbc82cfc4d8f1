import type { VmaEntry } from '../../criu/messages.generated.js';
import { MAP_TYPE, MapFlag, VmaStatus } from '../vmas.js';
import type { Interval } from './interval-list.js';

/** What lies behind a region. */
export type RegionKind =
  /** Memory of the process's own. */
  | { readonly kind: 'anonymous' }
  /** A file; `file` is its reg_file_entry.id, `offset` where in it the region begins. */
  | { readonly kind: 'file'; readonly file: number; readonly offset: bigint }
  /** A memfd; `file` is its memfd_file_entry.id. */
  | { readonly kind: 'memfd'; readonly file: number; readonly offset: bigint }
  /** Shared anonymous memory or a System V segment, whose pages are saved once for all processes. */
  | {
      readonly kind: 'shared-anonymous' | 'system-v';
      readonly segment: bigint;
      readonly offset: bigint;
    }
  /** Pages that the kernel makes. */
  | { readonly kind: 'kernel'; readonly name: 'vsyscall' | 'vdso' | 'vvar' | 'aio' }
  /** The ring of a packet socket, or memory that a plugin of CRIU looks after. */
  | { readonly kind: 'device'; readonly name: 'socket' | 'plugin' };

/** A region of an address space: one vma_entry. */
export interface Region extends Interval {
  /** Access: PROT_READ, PROT_WRITE, PROT_EXEC. */
  readonly readable: boolean;
  readonly writable: boolean;
  readonly executable: boolean;
  /** MAP_SHARED: what is written is not the process's own, whatever lies behind the region. */
  readonly shared: boolean;
  /** MAP_DROPPABLE: the kernel may throw its pages away at any time, so CRIU saves none. */
  readonly droppable: boolean;
  readonly backing: RegionKind;
  /** The entry itself, for what is told of it only here and there. */
  readonly entry: VmaEntry;
}

/** What the entries of an mm image tell of an address space. */
export interface Regions {
  readonly regions: readonly Region[];
  /**
   * Pages of the regions that may not be touched (MADV_GUARD_INSTALL): entries beside the one of the region
   * that they lie in, which has one line in /proc/PID/maps all the same.
   */
  readonly guards: readonly Interval[];
}

export function regionsOf(entries: readonly VmaEntry[]): Regions {
  const isGuard = ({ status = 0 }: VmaEntry) => (status & VmaStatus.guard) !== 0;
  return {
    regions: entries.filter((entry) => !isGuard(entry)).map(regionOf),
    guards: entries.filter(isGuard).map(({ start = 0n, end = 0n }) => ({ start, end })),
  };
}

export function regionOf(entry: VmaEntry): Region {
  const { start = 0n, end = 0n, prot = 0, flags = 0 } = entry;
  return {
    start,
    end,
    readable: (prot & 1) !== 0,
    writable: (prot & 2) !== 0,
    executable: (prot & 4) !== 0,
    shared: isShared(entry),
    droppable: (flags & MapFlag.droppable) !== 0,
    backing: kindOf(entry),
    entry,
  };
}

/** By vma_entry.flags; where these do not tell, by what CRIU made of the region. */
function isShared({ flags = 0, status = 0 }: VmaEntry): boolean {
  const type = flags & MAP_TYPE;
  if (type !== 0) return type === MapFlag.shared || type === MapFlag.sharedValidate;
  return (status & (VmaStatus.fileShared | VmaStatus.anonShared | VmaStatus.sysvIpc)) !== 0;
}

/** By vma_entry.status; a memfd has the bit of a file mapping too. */
function kindOf(entry: VmaEntry): RegionKind {
  const has = (bit: number) => ((entry.status ?? 0) & bit) !== 0;
  const offset = entry.pgoff ?? 0n;
  const id = entry.shmid ?? 0n;
  if (has(VmaStatus.plugin)) return { kind: 'device', name: 'plugin' };
  if (has(VmaStatus.socket)) return { kind: 'device', name: 'socket' };
  if (has(VmaStatus.vsyscall)) return { kind: 'kernel', name: 'vsyscall' };
  if (has(VmaStatus.vdso)) return { kind: 'kernel', name: 'vdso' };
  if (has(VmaStatus.vvar)) return { kind: 'kernel', name: 'vvar' };
  if (has(VmaStatus.aioRing)) return { kind: 'kernel', name: 'aio' };
  if (has(VmaStatus.memfd)) return { kind: 'memfd', file: Number(id), offset };
  if (has(VmaStatus.sysvIpc)) return { kind: 'system-v', segment: id, offset };
  if (has(VmaStatus.anonShared)) return { kind: 'shared-anonymous', segment: id, offset };
  if (has(VmaStatus.fileShared) || has(VmaStatus.filePrivate)) {
    return { kind: 'file', file: Number(id), offset };
  }
  return { kind: 'anonymous' };
}
