import type { FileLockEntry } from '../../criu/messages.generated.js';
import { isAbsent } from '../absent.js';
import type { DescriptorTable } from './descriptor-tables.js';
import type { FileContext } from './file-context.js';

/** A lock on a file: file_lock_entry of filelocks.img. */
export interface FileLock {
  /** `POSIX` is fcntl's, `OFD` that of an open file description. */
  readonly kind: 'POSIX' | 'FLOCK' | 'OFD' | 'LEASE' | 'unknown';
  readonly access: 'read' | 'write' | 'unlock' | 'unknown';
  readonly pid: number;
  /** First byte. */
  readonly start: bigint;
  /** Number of bytes; undefined to the end of the file, however far it grows. */
  readonly length?: bigint;
}

/** CRIU's FL_* (criu/include/file-lock.h). */
const KINDS: Readonly<Record<number, FileLock['kind']>> = {
  1: 'POSIX',
  2: 'FLOCK',
  4: 'OFD',
  8: 'LEASE',
};

/** F_RDLCK, F_WRLCK, F_UNLCK. */
const ACCESS = ['read', 'write', 'unlock'] as const;

/** Locks taken through a descriptor of this table, by whichever process has it. */
export function locksOf(
  context: FileContext,
  table: DescriptorTable,
  fd: number,
): readonly FileLock[] {
  return context.index(locksByTable).get(table)?.get(fd) ?? [];
}

function locksByTable({
  images,
  tables,
}: FileContext): ReadonlyMap<DescriptorTable, ReadonlyMap<number, FileLock[]>> {
  const byTable = new Map<DescriptorTable, Map<number, FileLock[]>>();
  for (const entry of images.messages('filelocks.img', 'file_lock_entry')) {
    const table = tables.ofProcess(entry.pid ?? 0);
    if (isAbsent(table)) continue;
    const byFd = byTable.get(table) ?? new Map<number, FileLock[]>();
    byTable.set(table, byFd);
    const fd = entry.fd ?? 0;
    const locks = byFd.get(fd);
    if (locks === undefined) byFd.set(fd, [readLock(entry)]);
    else locks.push(readLock(entry));
  }
  return byTable;
}

function readLock(entry: FileLockEntry): FileLock {
  const length = entry.len ?? 0n;
  return {
    kind: KINDS[entry.flag ?? 0] ?? 'unknown',
    access: ACCESS[entry.type ?? 0] ?? 'unknown',
    pid: entry.pid ?? 0,
    start: entry.start ?? 0n,
    ...(length !== 0n && { length }),
  };
}
