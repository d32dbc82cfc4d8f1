import type { VmaEntry } from '../../criu/messages.generated.js';
import { VmaStatus } from '../vmas.js';
import type { Interval } from './interval-list.js';

/** What lies behind a region. */
export type RegionKind =
  /** Memory of the process's own. */
  | { readonly kind: 'anonymous' }
  /** A file; `file` is its reg_file_entry.id, `offset` where in it the region begins. */
  | {
      readonly kind: 'file';
      readonly file: number;
      readonly offset: bigint;
      readonly shared: boolean;
    }
  /** A memfd; `file` is its memfd_file_entry.id. */
  | {
      readonly kind: 'memfd';
      readonly file: number;
      readonly offset: bigint;
      readonly shared: boolean;
    }
  /** Shared anonymous memory or a System V segment, whose pages are saved once for all processes. */
  | {
      readonly kind: 'shared-anonymous' | 'system-v';
      readonly segment: bigint;
      readonly offset: bigint;
    }
  /** Pages that the kernel makes, or guards. */
  | { readonly kind: 'kernel'; readonly name: 'vsyscall' | 'vdso' | 'vvar' | 'aio' | 'guard' }
  /** The ring of a packet socket, or memory that a plugin of CRIU looks after. */
  | { readonly kind: 'device'; readonly name: 'socket' | 'plugin' };

/** A region of an address space: one vma_entry. */
export interface Region extends Interval {
  /** Access: PROT_READ, PROT_WRITE, PROT_EXEC. */
  readonly readable: boolean;
  readonly writable: boolean;
  readonly executable: boolean;
  readonly backing: RegionKind;
  /** The entry itself, for what is told of it only here and there. */
  readonly entry: VmaEntry;
}

export function regionOf(entry: VmaEntry): Region {
  const prot = entry.prot ?? 0;
  return {
    start: entry.start ?? 0n,
    end: entry.end ?? 0n,
    readable: (prot & 1) !== 0,
    writable: (prot & 2) !== 0,
    executable: (prot & 4) !== 0,
    backing: kindOf(entry),
    entry,
  };
}

/** By vma_entry.status; a memfd has the bit of a file mapping too. */
function kindOf(entry: VmaEntry): RegionKind {
  const has = (bit: number) => ((entry.status ?? 0) & bit) !== 0;
  const offset = entry.pgoff ?? 0n;
  const id = entry.shmid ?? 0n;
  const shared = has(VmaStatus.fileShared);
  if (has(VmaStatus.plugin)) return { kind: 'device', name: 'plugin' };
  if (has(VmaStatus.socket)) return { kind: 'device', name: 'socket' };
  if (has(VmaStatus.vsyscall)) return { kind: 'kernel', name: 'vsyscall' };
  if (has(VmaStatus.vdso)) return { kind: 'kernel', name: 'vdso' };
  if (has(VmaStatus.vvar)) return { kind: 'kernel', name: 'vvar' };
  if (has(VmaStatus.aioRing)) return { kind: 'kernel', name: 'aio' };
  if (has(VmaStatus.guard)) return { kind: 'kernel', name: 'guard' };
  if (has(VmaStatus.memfd)) return { kind: 'memfd', file: Number(id), offset, shared };
  if (has(VmaStatus.sysvIpc)) return { kind: 'system-v', segment: id, offset };
  if (has(VmaStatus.anonShared)) return { kind: 'shared-anonymous', segment: id, offset };
  if (shared || has(VmaStatus.filePrivate)) {
    return { kind: 'file', file: Number(id), offset, shared };
  }
  return { kind: 'anonymous' };
}
