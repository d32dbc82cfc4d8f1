import type { FileEntry, Messages } from '../criu/messages.generated.js';
import type { Checkpoint } from './checkpoint.js';
import type { Images } from './images.js';

/** Where the details of one kind of file stand. */
interface Place {
  readonly type: number;
  /** Field of file_entry in files.img. */
  readonly field: keyof FileEntry;
  /** Image of its own, before CRIU 3.4; kinds that are newer have none. */
  readonly image?: string;
  readonly message: keyof Messages;
}

/** The kinds of open files, under the names of fdinfo.proto's fd_types. */
export const FILE_KINDS = {
  REG: { type: 1, field: 'reg', image: 'reg-files.img', message: 'reg_file_entry' },
  PIPE: { type: 2, field: 'pipe', image: 'pipes.img', message: 'pipe_entry' },
  FIFO: { type: 3, field: 'fifo', image: 'fifo.img', message: 'fifo_entry' },
  INETSK: { type: 4, field: 'isk', image: 'inetsk.img', message: 'inet_sk_entry' },
  UNIXSK: { type: 5, field: 'usk', image: 'unixsk.img', message: 'unix_sk_entry' },
  EVENTFD: { type: 6, field: 'efd', image: 'eventfd.img', message: 'eventfd_file_entry' },
  EVENTPOLL: { type: 7, field: 'epfd', image: 'eventpoll.img', message: 'eventpoll_file_entry' },
  INOTIFY: { type: 8, field: 'ify', image: 'inotify.img', message: 'inotify_file_entry' },
  SIGNALFD: { type: 9, field: 'sgfd', image: 'signalfd.img', message: 'signalfd_entry' },
  PACKETSK: { type: 10, field: 'psk', image: 'packetsk.img', message: 'packet_sock_entry' },
  TTY: { type: 11, field: 'tty', image: 'tty.img', message: 'tty_file_entry' },
  FANOTIFY: { type: 12, field: 'ffy', image: 'fanotify.img', message: 'fanotify_file_entry' },
  NETLINKSK: { type: 13, field: 'nlsk', image: 'netlinksk.img', message: 'netlink_sk_entry' },
  NS: { type: 14, field: 'nsf', image: 'ns-files.img', message: 'ns_file_entry' },
  TUNF: { type: 15, field: 'tunf', image: 'tunfile.img', message: 'tunfile_entry' },
  EXT: { type: 16, field: 'ext', image: 'ext-files.img', message: 'ext_file_entry' },
  TIMERFD: { type: 17, field: 'tfd', image: 'timerfd.img', message: 'timerfd_entry' },
  MEMFD: { type: 18, field: 'memfd', message: 'memfd_file_entry' },
  BPFMAP: { type: 19, field: 'bpf', image: 'bpfmap-file.img', message: 'bpfmap_file_entry' },
  PIDFD: { type: 20, field: 'pidfd', image: 'pidfd.img', message: 'pidfd_entry' },
} as const satisfies Record<string, Place>;

export type FileKind = keyof typeof FILE_KINDS;
export type FileMessage<K extends FileKind> = Messages[(typeof FILE_KINDS)[K]['message']];

/** The open files of a checkpoint, whoever refers to them. */
export function fileTableOf(checkpoint: Checkpoint): FileTable {
  return checkpoint.once(makeTable);
}

function makeTable({ images }: Checkpoint): FileTable {
  return new FileTable(images);
}

/** Open files by the id that fdinfo, fs and mm images refer to them with. */
export class FileTable {
  private readonly files = new Map<FileKind, ReadonlyMap<number, unknown>>();
  private merged: readonly FileEntry[] | undefined;

  constructor(private readonly images: Images) {}

  regular(id: number): Messages['reg_file_entry'] | undefined {
    return this.find('REG', id);
  }

  pipe(id: number): Messages['pipe_entry'] | undefined {
    return this.find('PIPE', id);
  }

  unixSocket(id: number): Messages['unix_sk_entry'] | undefined {
    return this.find('UNIXSK', id);
  }

  /** The file of this kind and id; of several the first counts. */
  find<K extends FileKind>(kind: K, id: number): FileMessage<K> | undefined {
    return this.all(kind).get(id);
  }

  /** All files of one kind by id, in the order of the images. */
  all<K extends FileKind>(kind: K): ReadonlyMap<number, FileMessage<K>> {
    let table = this.files.get(kind);
    if (table === undefined) {
      table = this.index(kind);
      this.files.set(kind, table);
    }
    return table as ReadonlyMap<number, FileMessage<K>>;
  }

  private index(kind: FileKind): Map<number, unknown> {
    const { field, message, ...place }: Place = FILE_KINDS[kind];
    this.merged ??= this.images.messages('files.img', 'file_entry');
    const table = new Map<number, unknown>();
    for (const entry of this.merged) {
      const file = entry[field];
      const id = entry.id ?? 0;
      if (file !== undefined && !table.has(id)) table.set(id, file);
    }
    const split = place.image === undefined ? [] : this.images.messages(place.image, message);
    for (const file of split as { id?: number }[]) {
      const id = file.id ?? 0;
      if (!table.has(id)) table.set(id, file);
    }
    return table;
  }
}
