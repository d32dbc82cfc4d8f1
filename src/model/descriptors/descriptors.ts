import { absent, isAbsent, type Absent } from '../absent.js';
import type { Process } from '../processes.js';
import { readSockets } from '../sockets/sockets.js';
import type { DescriptorTable, Holder } from './descriptor-tables.js';
import type { FileContext } from './file-context.js';
import { locksOf, type FileLock } from './file-locks.js';
import { openFlags, type OpenFlags } from './open-flags.js';
import { flagsOf, readOpenFile, readReferredFile, type OpenFile } from './open-file.js';

/** An open descriptor: fdinfo_entry and what it leads to. */
export interface Descriptor {
  readonly fd: number;
  readonly closeOnExec: boolean;
  /** As the kernel's fdinfo tells them, O_CLOEXEC included. */
  readonly flags: OpenFlags | Absent;
  readonly file: OpenFile;
  /** Locks that were taken through it (filelocks.img). */
  readonly locks: readonly FileLock[];
  /** SELinux context of a socket. */
  readonly selinux?: string;
}

/** What a process has open. */
export interface ProcessFiles {
  readonly pid: number;
  /** The processes with this very table of descriptors, itself among them (CLONE_FILES). */
  readonly tablePids: readonly number[];
  /** In the order of the image; one array for all who share it. */
  readonly descriptors: readonly Descriptor[] | Absent;
  readonly cwd: OpenFile | Absent;
  readonly root: OpenFile | Absent;
  readonly exe: OpenFile | Absent;
}

/** An open file in a message that waits in a unix socket (SCM_RIGHTS): no process has it yet. */
export interface FileInFlight {
  /** Inode and id of the socket that it waits in. */
  readonly socket: { readonly inode: number | Absent; readonly id: number };
  /** Who can receive it. */
  readonly receivers: readonly Holder[];
  readonly file: OpenFile;
}

/** Files that are being passed between processes at the time of the dump. */
export function readFilesInFlight(context: FileContext): FileInFlight[] {
  return readSockets(context)
    .filter((socket) => socket.type === 'UNIXSK')
    .flatMap(({ id, inode, holders, filesInFlight }) =>
      filesInFlight.map((fileId) => ({
        socket: { id, inode },
        receivers: holders,
        file: readReferredFile(context, fileId),
      })),
    );
}

const FD_CLOEXEC = 1;

/** Reads fdinfo, fs and mm images, and all that those refer to. */
export function readDescriptors(context: FileContext, process: Process): ProcessFiles {
  const { pid } = process;
  const table = context.tables.ofProcess(pid);
  const { cwd, root, exe } = readPlaces(context, process);
  if (isAbsent(table)) return { pid, tablePids: [pid], descriptors: table, cwd, root, exe };
  const known = context.index(descriptorsByTable);
  let descriptors = known.get(table);
  if (descriptors === undefined) {
    descriptors = readTable(context, table);
    known.set(table, descriptors);
  }
  return { pid, tablePids: table.pids, descriptors, cwd, root, exe };
}

function descriptorsByTable(): Map<DescriptorTable, readonly Descriptor[]> {
  return new Map();
}

function readTable(context: FileContext, table: DescriptorTable): Descriptor[] {
  return table.entries.map((entry) => {
    const fd = entry.fd ?? 0;
    const closeOnExec = ((entry.flags ?? 0) & FD_CLOEXEC) !== 0;
    const file = readOpenFile(context, entry.type ?? 0, entry.id ?? 0);
    const flags = flagsOf(file);
    return {
      fd,
      closeOnExec,
      flags: isAbsent(flags) ? flags : openFlags(flags, closeOnExec, context.mtype),
      file,
      locks: locksOf(context, table, fd),
      ...(entry.xattr_security_selinux !== undefined && { selinux: entry.xattr_security_selinux }),
    };
  });
}

/** fs_entry.cwd_id and root_id, mm_entry.exe_file_id. */
function readPlaces(
  context: FileContext,
  process: Process,
): Pick<ProcessFiles, 'cwd' | 'root' | 'exe'> {
  if (process.ended) {
    const ended = absent('the process has ended');
    return { cwd: ended, root: ended, exe: ended };
  }
  const { images } = context;
  const { pid } = process;
  const fs = images.find(`fs-${pid}.img`, 'fs_entry');
  const mm = images.find(`mm-${pid}.img`, 'mm_entry');
  const file = (id: number | undefined, image: string) =>
    id === undefined ? absent(images.whyNot(image)) : readReferredFile(context, id);
  return {
    cwd: file(fs?.cwd_id, `fs-${pid}.img`),
    root: file(fs?.root_id, `fs-${pid}.img`),
    exe: file(mm?.exe_file_id, `mm-${pid}.img`),
  };
}
