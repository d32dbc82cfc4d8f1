import { absent, isAbsent, type Absent } from '../absent.js';
import { FILE_KINDS, type FileKind } from '../file-table.js';
import type { Socket } from '../sockets/socket.js';
import { readSocket } from '../sockets/sockets.js';
import { readBpfMap, type BpfMap } from './bpf-map.js';
import {
  readEventFd,
  readSignalFd,
  readTimerFd,
  type EventFd,
  type SignalFd,
  type TimerFd,
} from './event-files.js';
import { readEventPoll, type EventPoll } from './event-poll.js';
import type { FileContext } from './file-context.js';
import {
  readExternalFile,
  readNamespaceFile,
  readPidFd,
  readTunFile,
  type ExternalFile,
  type NamespaceFile,
  type PidFd,
  type TunFile,
} from './kernel-files.js';
import { readMemfd, type Memfd } from './memfd.js';
import { readFifo, readPipe, type Fifo, type Pipe } from './pipe.js';
import { readRegularFile, type RegularFile } from './regular-file.js';
import { readTerminal, type Terminal } from './terminal.js';
import { readFanotify, readInotify, type Fanotify, type Inotify } from './watch-files.js';

/** What a descriptor leads to, told by CRIU's type of it (fdinfo.proto: fd_types). */
export type OpenFile =
  | RegularFile
  | Pipe
  | Fifo
  | Socket
  | EventFd
  | EventPoll
  | SignalFd
  | TimerFd
  | Inotify
  | Fanotify
  | Memfd
  | Terminal
  | NamespaceFile
  | TunFile
  | BpfMap
  | PidFd
  | ExternalFile
  | UnknownFile;

/** A file of which the images tell no more than that it is open. */
export interface UnknownFile extends Absent {
  readonly type: 'UNKNOWN';
  readonly id: number;
  /** Kind as far as it is known. */
  readonly kind: FileKind | Absent;
  /** Open flags are not known either. */
  readonly flags: Absent;
}

type Reader = (context: FileContext, id: number) => OpenFile | undefined;

const READERS: Readonly<Record<FileKind, Reader>> = {
  REG: (context, id) => {
    const entry = context.files.regular(id);
    return entry && readRegularFile(context, id, entry);
  },
  PIPE: readPipe,
  FIFO: readFifo,
  INETSK: (context, id) => readSocket(context, 'INETSK', id),
  UNIXSK: (context, id) => readSocket(context, 'UNIXSK', id),
  EVENTFD: readEventFd,
  EVENTPOLL: readEventPoll,
  INOTIFY: readInotify,
  SIGNALFD: readSignalFd,
  PACKETSK: (context, id) => readSocket(context, 'PACKETSK', id),
  TTY: readTerminal,
  FANOTIFY: readFanotify,
  NETLINKSK: (context, id) => readSocket(context, 'NETLINKSK', id),
  NS: readNamespaceFile,
  TUNF: readTunFile,
  EXT: readExternalFile,
  TIMERFD: readTimerFd,
  MEMFD: readMemfd,
  BPFMAP: readBpfMap,
  PIDFD: readPidFd,
};

const KINDS = new Map(
  (Object.keys(FILE_KINDS) as FileKind[]).map((kind) => [FILE_KINDS[kind].type as number, kind]),
);

/** The kind of fdinfo_entry.type; undefined for a number that CRIU does not have. */
export function fileKind(type: number): FileKind | undefined {
  return KINDS.get(type);
}

/** The open file with this type and id. One file is one object, whoever refers to it. */
export function readOpenFile(context: FileContext, type: number, id: number): OpenFile {
  return context.index(openFiles).get(type, id);
}

/**
 * A file that is referred to without its type: executables and directories (mm and fs images), files
 * in flight (sk-queues). One that is nowhere is told as a regular file that is missing.
 */
export function readReferredFile(context: FileContext, id: number): OpenFile {
  const kinds = Object.keys(FILE_KINDS) as FileKind[];
  const kind = kinds.find((each) => context.files.find(each, id) !== undefined) ?? 'REG';
  return readOpenFile(context, FILE_KINDS[kind].type, id);
}

class OpenFiles {
  private readonly known = new Map<string, OpenFile>();

  constructor(private readonly context: FileContext) {}

  get(type: number, id: number): OpenFile {
    const key = `${type} ${id}`;
    let file = this.known.get(key);
    if (file === undefined) {
      const kind = fileKind(type);
      file = (kind && READERS[kind](this.context, id)) ?? this.unknown(type, kind, id);
      this.known.set(key, file);
    }
    return file;
  }

  private unknown(type: number, kind: FileKind | undefined, id: number): UnknownFile {
    const { images } = this.context;
    const damage = images.damageOf('files.img');
    const where = images.entries('files.img').length > 0 ? 'files.img has' : 'the images have';
    const reason =
      kind === undefined
        ? `type ${type} is not known`
        : (damage ?? `${where} no ${kind} with the id ${id}`);
    return {
      type: 'UNKNOWN',
      id,
      kind: kind ?? absent(`type ${type} is not known`),
      flags: absent(reason),
      absent: reason,
    };
  }
}

function openFiles(context: FileContext): OpenFiles {
  return new OpenFiles(context);
}

/** Open flags of any file, as its entry has them. */
export function flagsOf(file: OpenFile): number | Absent {
  if (file.type === 'EXT' || file.type === 'TUNF') return absent('CRIU does not record them');
  return isAbsent(file.flags) ? absent(file.flags.absent) : file.flags;
}
