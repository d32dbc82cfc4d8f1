import { absent, isAbsent, mapFact, type Absent, type Fact } from '../model/absent.js';
import { describeFile } from '../model/describe/describe-file.js';
import type { OpenFile } from '../model/descriptors/open-file.js';
import type { InodeType, RegularFile } from '../model/descriptors/regular-file.js';
import type { Endpoint } from '../model/sockets/endpoint.js';
import type { InetSocket, UnixSocket } from '../model/sockets/socket.js';
import type { Cell } from './table.js';

/** A file that a process holds, in the words of lsof. */
export interface HeldFile {
  /** CRIU's type; undefined for what is mapped only. */
  readonly type: Cell<string>;
  readonly fileType: Fact<string>;
  readonly mode: Cell<number>;
  readonly size: Cell<bigint>;
  readonly position: Cell<bigint>;
  readonly inode: Cell<number>;
  readonly path: Cell<string>;
  readonly deleted: Cell<boolean>;
  readonly name: Fact<string>;
}

const NOTHING = {
  ...{ mode: undefined, size: undefined, position: undefined },
  ...{ inode: undefined, path: undefined, deleted: undefined },
};

const NO_INODE = absent('CRIU does not record inodes of files');

/** What is mapped and no file of the images has no more than its name, as in /proc/PID/maps. */
export function mappedFile(name: string): HeldFile {
  const deleted = name.endsWith(' (deleted)');
  const path = deleted ? name.slice(0, -' (deleted)'.length) : name;
  return {
    ...NOTHING,
    ...{ type: undefined, fileType: 'REG', inode: NO_INODE, path, deleted, name },
  };
}

/** Of a file that is not known at all every fact is absent, for the same reason. */
export function unknownFile(reason: Absent): HeldFile {
  return {
    ...NOTHING,
    type: reason,
    fileType: reason,
    path: reason,
    deleted: reason,
    name: reason,
  };
}

export function heldFile(file: OpenFile): HeldFile {
  const common = { ...NOTHING, type: file.type, fileType: fileTypeOf(file), name: nameOf(file) };
  switch (file.type) {
    case 'REG':
      return { ...common, ...regularCells(file) };
    case 'FIFO':
      return {
        ...common,
        ...(isAbsent(file.file) ? { path: file.file } : regularCells(file.file)),
        fileType: 'FIFO',
        position: undefined,
      };
    case 'PIPE':
      return { ...common, inode: file.pipeId };
    case 'MEMFD':
      return {
        ...common,
        mode: mapFact(file.mode, permissionBits),
        size: file.sizeBytes,
        position: file.position,
        path: mapFact(file.name, (name) => `/memfd:${name}`),
        deleted: true,
      };
    case 'TTY':
      return { ...common, path: file.path };
    case 'UNIXSK':
      return {
        ...common,
        mode: file.file === undefined ? undefined : permissionBits(file.file.mode),
        inode: file.inode,
        path: file.name,
        deleted: file.name?.startsWith('/') === true ? file.deleted : undefined,
      };
    case 'INETSK':
    case 'NETLINKSK':
    case 'PACKETSK':
      return { ...common, inode: file.inode };
    case 'UNKNOWN':
      return unknownFile(absent(file.absent));
    default:
      return common;
  }
}

function regularCells(file: RegularFile): Partial<HeldFile> {
  return {
    mode: mapFact(file.mode, permissionBits),
    // A directory has no size and no position that would mean anything.
    ...(file.inodeType === 'directory' ? {} : { size: file.sizeBytes, position: file.position }),
    inode: NO_INODE,
    path: file.path,
    deleted: file.deleted,
  };
}

function permissionBits(mode: number): number {
  return mode & 0o7777;
}

const INODE_TYPES: Readonly<Record<InodeType, string>> = {
  'regular file': 'REG',
  directory: 'DIR',
  'character device': 'CHR',
  'block device': 'BLK',
  fifo: 'FIFO',
  socket: 'sock',
  'symbolic link': 'LINK',
  unknown: 'unknown',
};

/** lsof's TYPE. */
function fileTypeOf(file: OpenFile): Fact<string> {
  switch (file.type) {
    case 'REG':
      return mapFact(file.inodeType, (type) => INODE_TYPES[type]);
    case 'MEMFD':
    case 'NS':
      return 'REG';
    case 'PIPE':
    case 'FIFO':
      return 'FIFO';
    case 'TTY':
    case 'TUNF':
      return 'CHR';
    case 'INETSK':
      return mapFact(file.family, (family) => (family === 'INET' ? 'IPv4' : 'IPv6'));
    case 'UNIXSK':
      return 'unix';
    case 'NETLINKSK':
      return 'netlink';
    case 'PACKETSK':
      return 'pack';
    case 'EVENTFD':
    case 'EVENTPOLL':
    case 'SIGNALFD':
    case 'TIMERFD':
    case 'INOTIFY':
    case 'FANOTIFY':
    case 'BPFMAP':
    case 'PIDFD':
      return 'a_inode';
    case 'EXT':
      return 'external';
    case 'UNKNOWN':
      return absent(file.absent);
  }
}

/** lsof's NAME where lsof has words for it, elsewhere those of `inspect`. */
function nameOf(file: OpenFile): string {
  switch (file.type) {
    case 'REG': {
      const path = isAbsent(file.path) ? '?' : file.path;
      return file.deleted === true ? `${path} (deleted)` : path;
    }
    case 'MEMFD':
      return `/memfd:${isAbsent(file.name) ? '?' : file.name} (deleted)`;
    case 'INETSK':
      return inetName(file);
    case 'UNIXSK':
      return unixName(file);
    default:
      return describeFile(file);
  }
}

function inetName({ local, remote, state, protocol }: InetSocket): string {
  const connected = !isAbsent(remote) && remote.port !== 0;
  const ends = connected ? `${endpointText(local)}->${endpointText(remote)}` : endpointText(local);
  // Only TCP has states.
  return protocol === 'TCP' && !isAbsent(state) ? `${ends} (${state})` : ends;
}

/** `*` is any address, and any port. */
function endpointText(end: Endpoint | Absent): string {
  if (isAbsent(end)) return '?';
  const isAny = end.address === '0.0.0.0' || end.address === '::';
  const address = isAny ? '*' : end.address.includes(':') ? `[${end.address}]` : end.address;
  return `${address}:${end.port === 0 ? '*' : end.port}`;
}

const UNIX_STATES: Readonly<Record<string, string>> = {
  ESTABLISHED: 'CONNECTED',
  CLOSE: 'UNCONNECTED',
};

function unixName({ name, deleted, socketType, state, peer }: UnixSocket): string {
  return [
    name,
    deleted && '(deleted)',
    !isAbsent(socketType) && `type=${socketType}`,
    !isAbsent(state) && `(${UNIX_STATES[state] ?? state})`,
    peer !== undefined && `->INO=${peer.inode}`,
  ]
    .filter((word) => word !== false && word !== undefined)
    .join(' ');
}
