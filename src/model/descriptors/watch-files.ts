import type { FanotifyMarkEntry, FhEntry, InotifyWdEntry } from '../../criu/messages.generated.js';
import { absent, known, type Absent } from '../absent.js';
import { namesOfBits } from '../bit-names.js';
import { groupBy } from '../group-by.js';
import { kernelDevice } from './device.js';
import { signalOwner, type FileContext, type SignalOwner } from './file-context.js';
import { mountPoints } from './mount-points.js';
import { FAN_EVENTS, FAN_INIT, FAN_MARK, IN_EVENTS } from './watch-masks.js';

interface WatchFacts {
  readonly id: number;
  readonly flags: number | Absent;
  readonly signalOwner?: SignalOwner;
}

/** inotify(7): inotify_file_entry. */
export interface Inotify extends WatchFacts {
  readonly type: 'INOTIFY';
  readonly watches: readonly InotifyWatch[];
}

/** inotify_wd_entry. */
export interface InotifyWatch {
  /** Number that the program knows it by. */
  readonly descriptor: number;
  /** IN_* events by name. */
  readonly events: readonly string[];
  readonly ignored: readonly string[];
  /** `major:minor` of the file system. */
  readonly device: string | Absent;
  readonly inode: bigint | Absent;
  readonly path: string | Absent;
  /** File handle of name_to_handle_at(2), in hex. */
  readonly handle: string | Absent;
}

/** fanotify(7): fanotify_file_entry. */
export interface Fanotify extends WatchFacts {
  readonly type: 'FANOTIFY';
  /** FAN_* flags of fanotify_init(2). */
  readonly settings: readonly string[];
  /** Open flags of the descriptors that come with events. */
  readonly eventFlags: number | Absent;
  readonly marks: readonly FanotifyMark[];
}

/** fanotify_mark_entry. */
export interface FanotifyMark {
  readonly on: 'inode' | 'mount' | 'unknown';
  readonly events: readonly string[];
  readonly ignored: readonly string[];
  readonly settings: readonly string[];
  readonly device: string | Absent;
  readonly inode: bigint | Absent;
  /** Of a mount: its mount point. */
  readonly path: string | Absent;
  readonly mountId: number | Absent;
  readonly handle: string | Absent;
}

const MISSING = 'the entry of the watch does not tell';

export function readInotify(context: FileContext, id: number): Inotify | undefined {
  const entry = context.files.find('INOTIFY', id);
  if (entry === undefined) return undefined;
  const owner = signalOwner(context, entry.fown);
  const watches = [...(entry.wd ?? []), ...(context.index(splitWatches).get(id) ?? [])];
  return {
    type: 'INOTIFY',
    id,
    flags: known(entry.flags, MISSING),
    ...(owner !== undefined && { signalOwner: owner }),
    watches: watches.map((watch) => ({
      descriptor: watch.wd ?? 0,
      events: namesOfBits(watch.mask ?? 0, IN_EVENTS),
      ignored: namesOfBits(watch.ignored_mask ?? 0, IN_EVENTS),
      device: watch.s_dev === undefined ? absent(MISSING) : kernelDevice(watch.s_dev),
      inode: known(watch.i_ino, MISSING),
      path: pathOf(watch.f_handle),
      handle: handleText(watch.f_handle, context.images.bigEndian()),
    })),
  };
}

export function readFanotify(context: FileContext, id: number): Fanotify | undefined {
  const entry = context.files.find('FANOTIFY', id);
  if (entry === undefined) return undefined;
  const owner = signalOwner(context, entry.fown);
  const marks = [...(entry.mark ?? []), ...(context.index(splitMarks).get(id) ?? [])];
  return {
    type: 'FANOTIFY',
    id,
    flags: known(entry.flags, MISSING),
    ...(owner !== undefined && { signalOwner: owner }),
    settings: namesOfBits(entry.faflags ?? 0, FAN_INIT),
    eventFlags: known(entry.evflags, MISSING),
    marks: marks.map((mark) => readMark(context, mark)),
  };
}

function readMark(context: FileContext, mark: FanotifyMarkEntry): FanotifyMark {
  const on = mark.type === 1 ? 'inode' : mark.type === 2 ? 'mount' : 'unknown';
  const mountId = mark.me?.mnt_id;
  const mountPoint = mountId === undefined ? undefined : context.index(mountPoints).get(mountId);
  const handle = mark.ie?.f_handle;
  return {
    on,
    events: namesOfBits(mark.mask ?? 0, FAN_EVENTS),
    ignored: namesOfBits(mark.ignored_mask ?? 0, FAN_EVENTS),
    settings: namesOfBits(mark.mflags ?? 0, FAN_MARK),
    device: mark.s_dev === undefined ? absent(MISSING) : kernelDevice(mark.s_dev),
    inode: known(mark.ie?.i_ino, 'it is not a mark on an inode'),
    path:
      on === 'mount'
        ? known(mark.me?.path ?? mountPoint, 'the mount is in no mountpoints image')
        : pathOf(handle),
    mountId: known(mountId, 'it is not a mark on a mount'),
    handle: handleText(handle, context.images.bigEndian()),
  };
}

/** In old images the watches stand in an image of their own: inotify-wd.img. */
function splitWatches({ images }: FileContext): ReadonlyMap<number, InotifyWdEntry[]> {
  return groupBy(images.messages('inotify-wd.img', 'inotify_wd_entry'), ({ id }) => id ?? 0);
}

/** The same for fanotify-mark.img. */
function splitMarks({ images }: FileContext): ReadonlyMap<number, FanotifyMarkEntry[]> {
  return groupBy(images.messages('fanotify-mark.img', 'fanotify_mark_entry'), ({ id }) => id ?? 0);
}

function pathOf(handle: FhEntry | undefined): string | Absent {
  return known(handle?.path, 'CRIU did not record the path, only inode and handle');
}

/** fh_entry.handle: the bytes of the handle as 64-bit words of the host; `bytes` of them count. */
function handleText(handle: FhEntry | undefined, bigEndian: boolean): string | Absent {
  if (handle?.handle === undefined) return absent(MISSING);
  const words = handle.handle.slice(0, 32);
  const bytes = Buffer.alloc(8 * words.length);
  words.forEach((word, index) => {
    if (bigEndian) bytes.writeBigUInt64BE(BigInt.asUintN(64, word), 8 * index);
    else bytes.writeBigUInt64LE(BigInt.asUintN(64, word), 8 * index);
  });
  return bytes.subarray(0, handle.bytes ?? bytes.length).toString('hex');
}
