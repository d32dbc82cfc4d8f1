import type { Cell, Column } from './table.js';

/*
 * The words of the house: one name for one thing, in every table and in all JSON. A table takes the column
 * from here, so that a name can not come to mean something else.
 *
 *   archive, container   where a row is from
 *   pid, ppid, tid       as inside the container's PID namespace
 *   comm                 the name that the kernel has for a task, at most 15 bytes
 *   argv                 the command line, word by word
 *   exe, cwd, root       paths; `NAME_deleted` tells that nothing led there any more
 *   fd                   number of a descriptor
 *   uid, gid             the effective ones
 *   mode                 permission bits as an octal text, `0644`
 *   inode                number of stat(2)
 *   size, ..._bytes      bytes
 *   start, end, address  of memory: integers, and `..._hex` beside each
 *   file_offset          in the mapped file; region_offset from the beginning of a region
 *   permissions          of memory, as the kernel writes them: `rw-p`
 *   ..._us, ..._s        durations in microseconds, in seconds
 *   created, mtime ...   moments in RFC 3339
 *   absent               reasons for what is null, by its name
 */

interface OfProcess {
  readonly pid: number;
  readonly comm: Cell<string>;
}

export const archive: Column<unknown> = {
  name: 'archive',
  type: 'string',
  describe: 'The archive, as it was named on the command line',
  get: (_row, origin) => origin.archive,
  shown: 'several',
};

export const container: Column<unknown> = {
  name: 'container',
  type: 'string',
  describe: 'Name of the container',
  get: (_row, origin) => origin.container,
  shown: 'several',
};

/** Where a row is from stands first in every table. */
export const ORIGIN: readonly Column<unknown>[] = [archive, container];

export const pid: Column<Pick<OfProcess, 'pid'>> = {
  name: 'pid',
  type: 'integer',
  describe: 'Process ID inside of the container',
  get: (row) => row.pid,
};

export const comm: Column<Pick<OfProcess, 'comm'>> = {
  name: 'comm',
  type: 'string',
  describe: 'Name that the kernel has for the process, at most 15 bytes',
  get: (row) => row.comm,
};

export const tid: Column<{ readonly tid: number }> = {
  name: 'tid',
  type: 'integer',
  describe: 'Thread ID inside of the container; the main thread has that of the process',
  get: (row) => row.tid,
};

export const fd: Column<{ readonly fd?: number }> = {
  name: 'fd',
  type: 'integer',
  describe: 'Number of the descriptor',
  get: (row) => row.fd,
};

export const uid: Column<{ readonly uid: Cell<number> }> = {
  name: 'uid',
  type: 'integer',
  describe: 'Effective user ID, as inside of the user namespace',
  get: (row) => row.uid,
};

export const gid: Column<{ readonly gid: Cell<number> }> = {
  name: 'gid',
  type: 'integer',
  describe: 'Effective group ID, as inside of the user namespace',
  get: (row) => row.gid,
};

export const inode: Column<{ readonly inode: Cell<number> }> = {
  name: 'inode',
  type: 'integer',
  describe: 'Inode number; CRIU records it for sockets and pipes',
  get: (row) => row.inode,
};

export const mode: Column<{ readonly mode: Cell<number> }> = {
  name: 'mode',
  type: 'mode',
  describe: 'Permission bits, octal',
  get: (row) => row.mode,
};

export const namespace: Column<{ readonly namespace?: number }> = {
  name: 'namespace',
  type: 'integer',
  describe: "CRIU's number for the namespace, which stands in the names of its images",
  get: (row) => row.namespace,
};

export const pids: Column<{ readonly pids?: readonly number[] }> = {
  name: 'pids',
  type: 'integers',
  describe: 'Processes that are in it',
  get: (row) => row.pids,
};

export const ifindex: Column<{ readonly ifindex?: number }> = {
  name: 'ifindex',
  type: 'integer',
  describe: 'Number of the network device',
  get: (row) => row.ifindex,
};

export const device: Column<{ readonly device?: Cell<string> }> = {
  name: 'device',
  type: 'string',
  describe: 'Name of the network device',
  get: (row) => row.device,
};
