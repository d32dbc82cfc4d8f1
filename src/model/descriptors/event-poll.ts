import type { EventpollTfdEntry } from '../../criu/messages.generated.js';
import { absent, isAbsent, known, type Absent } from '../absent.js';
import { namesOfBits, type BitNames } from '../bit-names.js';
import { FILE_KINDS, type FileKind } from '../file-table.js';
import { groupBy } from '../group-by.js';
import type { DescriptorTable } from './descriptor-tables.js';
import { signalOwner, type FileContext, type SignalOwner } from './file-context.js';

/** epoll_create(2): eventpoll_file_entry. */
export interface EventPoll {
  readonly type: 'EVENTPOLL';
  readonly id: number;
  readonly flags: number | Absent;
  readonly targets: readonly PollTarget[];
  readonly signalOwner?: SignalOwner;
}

/** A watched file: eventpoll_tfd_entry. */
export interface PollTarget {
  /** Descriptor that it was added under. It may be closed or mean another file since. */
  readonly fd: number;
  /** EPOLL* by name. */
  readonly events: readonly string[];
  /** Value that the program attached. */
  readonly data: bigint;
  readonly inode: bigint | Absent;
  /** The open file, where it can be told. */
  readonly file: FileReference | Absent;
}

/** An open file by kind and id. */
export interface FileReference {
  readonly type: FileKind;
  readonly id: number;
}

/** uapi/linux/eventpoll.h. */
const EVENTS: BitNames = [
  [0x1, 'EPOLLIN'],
  [0x2, 'EPOLLPRI'],
  [0x4, 'EPOLLOUT'],
  [0x8, 'EPOLLERR'],
  [0x10, 'EPOLLHUP'],
  [0x20, 'EPOLLNVAL'],
  [0x40, 'EPOLLRDNORM'],
  [0x80, 'EPOLLRDBAND'],
  [0x100, 'EPOLLWRNORM'],
  [0x200, 'EPOLLWRBAND'],
  [0x400, 'EPOLLMSG'],
  [0x2000, 'EPOLLRDHUP'],
  [0x10000000, 'EPOLLEXCLUSIVE'],
  [0x20000000, 'EPOLLWAKEUP'],
  [0x40000000, 'EPOLLONESHOT'],
  [0x80000000, 'EPOLLET'],
];

export function readEventPoll(context: FileContext, id: number): EventPoll | undefined {
  const entry = context.files.find('EVENTPOLL', id);
  if (entry === undefined) return undefined;
  const owner = signalOwner(context, entry.fown);
  const targets = [...(entry.tfd ?? []), ...(context.index(splitTargets).get(id) ?? [])];
  const table = tableOf(context, id);
  return {
    type: 'EVENTPOLL',
    id,
    flags: known(entry.flags, 'the entry of the file does not tell'),
    targets: targets.map((target) => ({
      fd: target.tfd ?? 0,
      events: namesOfBits(target.events ?? 0, EVENTS),
      data: target.data ?? 0n,
      inode: known(target.inode, 'CRIU did not record it'),
      file: fileOf(context, table, target),
    })),
    ...(owner !== undefined && { signalOwner: owner }),
  };
}

/** Before files.img the targets stood in an image of their own: eventpoll-tfd.img. */
function splitTargets({ images }: FileContext): ReadonlyMap<number, EventpollTfdEntry[]> {
  const entries = images.messages('eventpoll-tfd.img', 'eventpoll_tfd_entry');
  return groupBy(entries, ({ id }) => id ?? 0);
}

/** Numbers are those of the process that added the file: the first that holds the epoll file. */
function tableOf(context: FileContext, id: number): DescriptorTable | Absent {
  const [holder] = context.tables.holders(FILE_KINDS.EVENTPOLL.type, id);
  return holder === undefined
    ? absent('no process holds the epoll file')
    : context.tables.ofProcess(holder.pid);
}

/** The descriptor of this number, unless the inode says that it means another file by now. */
function fileOf(
  context: FileContext,
  table: DescriptorTable | Absent,
  { tfd = 0, inode }: EventpollTfdEntry,
): FileReference | Absent {
  if (isAbsent(table)) return table;
  const byInode = inode === undefined ? undefined : context.index(filesByInode).get(inode);
  const entry = table.byFd.get(tfd);
  const type = kindOf(entry?.type);
  if (entry === undefined || type === undefined) {
    return byInode ?? absent(`descriptor ${tfd} was closed`);
  }
  const own = inodeOf(context, type, entry.id ?? 0);
  if (own === undefined || inode === undefined || BigInt(own) === inode) {
    return { type, id: entry.id ?? 0 };
  }
  return byInode ?? absent(`descriptor ${tfd} is another file by now`);
}

function kindOf(type: number | undefined): FileKind | undefined {
  return (Object.keys(FILE_KINDS) as FileKind[]).find((kind) => FILE_KINDS[kind].type === type);
}

/** Inode of the kinds whose entries tell it. */
function inodeOf({ files }: FileContext, kind: FileKind, id: number): number | undefined {
  switch (kind) {
    case 'PIPE':
      return files.find('PIPE', id)?.pipe_id;
    case 'INETSK':
      return files.find('INETSK', id)?.ino;
    case 'UNIXSK':
      return files.find('UNIXSK', id)?.ino;
    case 'NETLINKSK':
      return files.find('NETLINKSK', id)?.ino;
    default:
      return undefined;
  }
}

function filesByInode({ files }: FileContext): ReadonlyMap<bigint, FileReference> {
  const references = new Map<bigint, FileReference>();
  for (const [id, { ino }] of files.all('INETSK')) set(references, ino, { type: 'INETSK', id });
  for (const [id, { ino }] of files.all('UNIXSK')) set(references, ino, { type: 'UNIXSK', id });
  for (const [id, { pipe_id }] of files.all('PIPE')) set(references, pipe_id, { type: 'PIPE', id });
  return references;
}

function set(
  references: Map<bigint, FileReference>,
  inode: number | undefined,
  reference: FileReference,
): void {
  if (inode !== undefined && inode !== 0) references.set(BigInt(inode), reference);
}
