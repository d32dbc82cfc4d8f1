import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { filesOf, type FilesResult } from '../../src/analysis/files.js';
import { socketsOf } from '../../src/analysis/sockets.js';
import { isAbsent } from '../../src/model/absent.js';
import type { OpenFile } from '../../src/model/descriptors/open-file.js';
import type { InetSocket, Socket, UnixSocket } from '../../src/model/sockets/socket.js';
import { known } from '../support/known.js';
import { openCheckpoint } from '../support/open-checkpoint.js';
import { CHECKPOINTS } from '../support/run-program.js';

/** /proc as the kernel showed it when app.tar.gz was made. */
const PROC = join(CHECKPOINTS, '../app.proc');

interface Links {
  readonly exe: string | null;
  readonly cwd: string | null;
  readonly root: string | null;
  readonly fd: Readonly<Record<string, { readonly link: string; readonly fdinfo: string }>>;
}

let files: FilesResult;
let sockets: readonly Socket[];
beforeAll(async () => {
  const checkpoint = await openCheckpoint('app.tar.gz');
  files = filesOf(checkpoint);
  ({ sockets } = socketsOf(checkpoint));
});

const read = (path: string) => readFileSync(join(PROC, path), 'utf8');
const linksOf = (pid: number) => JSON.parse(read(`${pid}/links.json`)) as Links;

/** Lines of a table without its heading, split into columns. */
const rowsOf = (table: string) =>
  read(`net/${table}`)
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(/\s+/));

/** What readlink(2) tells of /proc/PID/fd/N. */
function linkOf(file: OpenFile): string {
  switch (file.type) {
    case 'REG':
      return `${known(file.path)}${known(file.deleted) ? ' (deleted)' : ''}`;
    case 'PIPE':
      return `pipe:[${file.pipeId}]`;
    case 'INETSK':
    case 'UNIXSK':
      return `socket:[${known(file.inode)}]`;
    default:
      return file.type;
  }
}

/** Fields of fdinfo that a checkpoint can know: the inode of a file that still had a name it cannot. */
function fdinfoOf(file: OpenFile, flags: string): Record<string, string> {
  switch (file.type) {
    case 'REG': {
      const inode = file.remap?.kind === 'ghost' ? { ino: String(known(file.remap.inode)) } : {};
      const mount = isAbsent(file.mount) ? {} : { mnt_id: String(file.mount.id) };
      return { pos: String(known(file.position)), flags, ...mount, ...inode };
    }
    case 'PIPE':
      return { flags, ino: String(file.pipeId) };
    case 'INETSK':
    case 'UNIXSK':
      return { flags, ino: String(known(file.inode)) };
    default:
      return { flags };
  }
}

describe.each([1, 7, 11])('process %i has open what the kernel says', (pid) => {
  test('every descriptor, with flags, position, mount and inode', () => {
    const { fd: kernel } = linksOf(pid);
    const process = files.processes.find((each) => each.pid === pid);
    const descriptors = known(process?.descriptors);
    expect(descriptors.map(({ fd }) => String(fd)).sort()).toEqual(Object.keys(kernel).sort());
    for (const { fd, file, flags } of descriptors) {
      const { link, fdinfo } = kernel[fd] ?? { link: '', fdinfo: '' };
      expect(linkOf(file)).toBe(link);
      const told = Object.fromEntries(
        fdinfo.split('\n').map((line) => line.split(/:\s*/) as [string, string]),
      );
      expect(told).toMatchObject(fdinfoOf(file, isAbsent(flags) ? '' : flags.octal));
    }
  });

  test('executable, directories and the mounts of files', () => {
    const process = files.processes.find((each) => each.pid === pid);
    const { exe, cwd, root } = linksOf(pid);
    for (const [file, path] of [
      [process?.exe, exe],
      [process?.cwd, cwd],
      [process?.root, root],
    ] as const) {
      expect(file).toMatchObject({ type: 'REG', path });
    }
    const mounts = new Map(
      read(`${pid}/mountinfo`)
        .split('\n')
        .map((line) => line.split(' '))
        .map((columns) => [Number(columns[0]), columns[4]]),
    );
    const descriptors = known(process?.descriptors);
    for (const { file } of descriptors) {
      if (file.type !== 'REG') continue;
      const mount = known(file.mount);
      expect(mount.point).toBe(mounts.get(mount.id));
    }
  });
});

test('the zombie has nothing open', () => {
  expect(linksOf(12)).toMatchObject({ exe: null, cwd: null, root: null, fd: {} });
  const ended = { absent: 'the process has ended' };
  expect(files.processes.find(({ pid }) => pid === 12)).toMatchObject({
    descriptors: ended,
    exe: ended,
    cwd: ended,
    root: ended,
  });
});

/** As /proc/net/tcp writes an end: words of the address as the host reads them, then the port. */
function hexEnd(end: InetSocket['local']): string {
  if (isAbsent(end)) return end.absent;
  const port = end.port.toString(16).toUpperCase().padStart(4, '0');
  const groups = end.address.includes(':')
    ? ipv6Bytes(end.address)
    : end.address.split('.').map(Number);
  const bytes = Buffer.from(groups);
  for (let at = 0; at < bytes.length; at += 4) bytes.subarray(at, at + 4).reverse();
  return `${bytes.toString('hex').toUpperCase()}:${port}`;
}

/** Of the two addresses that the table has: `::1` and `::`. */
function ipv6Bytes(address: string): number[] {
  return [...Array.from({ length: 15 }, () => 0), address === '::1' ? 1 : 0];
}

/** States of TCP by their numbers in /proc/net/tcp. */
const STATES: Readonly<Record<string, string>> = {
  '01': 'ESTABLISHED',
  '07': 'CLOSE',
  '0A': 'LISTEN',
};

test.each([
  ['tcp', 'TCP', 'INET'],
  ['tcp6', 'TCP', 'INET6'],
  ['udp', 'UDP', 'INET'],
  ['udp6', 'UDP', 'INET6'],
])('the sockets of /proc/net/%s', (table, protocol, family) => {
  const kernel = rowsOf(table).map((columns) => {
    const [, local, remote, state = '', queues = '', , , uid, , inode] = columns;
    const [send = '', receive = ''] = queues.split(':');
    return {
      local,
      remote,
      state: STATES[state],
      uid: Number(uid),
      inode: Number(inode),
      sendQueueBytes: parseInt(send, 16),
      // The kernel counts connections that wait to be accepted here, and datagrams: CRIU keeps neither.
      receiveQueueBytes: protocol === 'TCP' ? parseInt(receive, 16) : undefined,
    };
  });
  const told = sockets
    .filter((socket) => socket.type === 'INETSK')
    .filter((socket) => socket.protocol === protocol && socket.family === family)
    .map((socket) => ({
      local: hexEnd(socket.local),
      remote: hexEnd(socket.remote),
      state: socket.state,
      uid: socket.uid,
      inode: socket.inode,
      sendQueueBytes: socket.sendQueueBytes,
      receiveQueueBytes: protocol === 'TCP' ? socket.receiveQueueBytes : undefined,
    }));
  const byInode = (one: { inode: unknown }, other: { inode: unknown }) =>
    Number(one.inode) - Number(other.inode);
  expect(told.sort(byInode)).toEqual(kernel.sort(byInode));
});

test('the sockets of /proc/net/unix', () => {
  /** Numbers of its columns: socket type; __SO_ACCEPTCON; SS_UNCONNECTED and SS_CONNECTED. */
  const types: Readonly<Record<string, string>> = {
    '0001': 'STREAM',
    '0002': 'DGRAM',
    '0005': 'SEQPACKET',
  };
  const stateOf = (flags: string, state: string) =>
    flags === '00010000' ? 'LISTEN' : state === '03' ? 'ESTABLISHED' : 'CLOSE';
  const kernel = rowsOf('unix').map(([, , , flags = '', type = '', state = '', inode, name]) => ({
    socketType: types[type],
    state: stateOf(flags, state),
    inode: Number(inode),
    name,
  }));
  const told = sockets
    .filter((socket): socket is UnixSocket => socket.type === 'UNIXSK')
    .map(({ socketType, state, inode, name }) => ({ socketType, state, inode, name }));
  const byInode = (one: { inode: unknown }, other: { inode: unknown }) =>
    Number(one.inode) - Number(other.inode);
  expect(told.sort(byInode)).toEqual(kernel.sort(byInode));
});

test('no raw, packet or netlink socket: the kernel shows only its own (Pid 0)', () => {
  expect([...rowsOf('raw'), ...rowsOf('raw6'), ...rowsOf('packet')]).toEqual([]);
  expect(rowsOf('netlink').every(([, , pid]) => pid === '0')).toBe(true);
  expect(sockets.filter(({ type }) => type === 'NETLINKSK' || type === 'PACKETSK')).toEqual([]);
});

test('the deleted file is kept whole: TRUTH_GHOST_1618', () => {
  const [, process] = files.processes;
  const descriptors = known(process?.descriptors);
  const gone = descriptors.find(({ fd }) => fd === 11)?.file;
  expect(gone).toMatchObject({
    path: '/srv/gone.txt',
    sizeBytes: 24n,
    remap: {
      kind: 'ghost',
      image: 'ghost-file-1.img',
      sizeBytes: 24n,
      keptBytes: 24n,
      device: '0:41',
    },
  });
});
