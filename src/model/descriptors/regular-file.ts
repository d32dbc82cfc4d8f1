import type { RegFileEntry } from '../../criu/messages.generated.js';
import { absent, known, type Absent } from '../absent.js';
import { isDeletedBy, remapsOf } from '../remaps.js';
import { signalOwner, type FileContext, type SignalOwner } from './file-context.js';
import { mountPoints } from './mount-points.js';
import { findRemap, type Remap } from './remap.js';

/** A file or directory with a path: reg_file_entry. */
export interface RegularFile {
  readonly type: 'REG';
  readonly id: number;
  /** Of a deleted file: where it was. */
  readonly path: string | Absent;
  readonly inodeType: InodeType | Absent;
  readonly flags: number | Absent;
  readonly position: bigint | Absent;
  readonly sizeBytes: bigint | Absent;
  /** st_mode of stat(2). */
  readonly mode: number | Absent;
  readonly mount: FileMount | Absent;
  /** Its name was gone; one that CRIU found is told by no entry of remap-fpath.img. */
  readonly deleted: boolean | Absent;
  /** How a file without a name was kept; undefined for one that still had it. */
  readonly remap?: Remap;
  /** Supplied from outside of the checkpoint at restore. */
  readonly external: boolean;
  /** GNU build id of a program or library, in hex. */
  readonly buildId?: string;
  readonly signalOwner?: SignalOwner;
}

export type InodeType =
  | 'regular file'
  | 'directory'
  | 'character device'
  | 'block device'
  | 'fifo'
  | 'socket'
  | 'symbolic link'
  | 'unknown';

/** The mount that a file was opened through. */
export interface FileMount {
  readonly id: number;
  /** Path of the mount point in the container. */
  readonly point: string | Absent;
}

/** S_IFMT of stat(2). */
const INODE_TYPES = new Map<number, InodeType>([
  [0o10000, 'fifo'],
  [0o20000, 'character device'],
  [0o40000, 'directory'],
  [0o60000, 'block device'],
  [0o100000, 'regular file'],
  [0o120000, 'symbolic link'],
  [0o140000, 'socket'],
]);

const O_WRONLY = 1;

export function readRegularFile(
  context: FileContext,
  id: number,
  entry: RegFileEntry,
): RegularFile {
  const missing = 'the entry of the file does not tell';
  const remap = findRemap(context, id);
  const owner = signalOwner(context, entry.fown);
  const buildId = buildIdOf(entry.build_id, context.images.bigEndian());
  return {
    type: 'REG',
    id,
    path: known(entry.name, missing),
    inodeType:
      entry.mode === undefined
        ? absent('CRIU did not record the mode')
        : (INODE_TYPES.get(entry.mode & 0o170000) ?? 'unknown'),
    flags: known(entry.flags, missing),
    position: known(entry.pos, missing),
    sizeBytes: entry.size ?? absent(whyNoSize(entry)),
    mode: known(entry.mode, 'CRIU did not record the mode'),
    mount: mountOf(context, entry.mnt_id),
    deleted: isDeleted(context, id, entry.name),
    ...(remap !== undefined && { remap }),
    external: entry.ext === true,
    ...(buildId !== undefined && { buildId }),
    ...(owner !== undefined && { signalOwner: owner }),
  };
}

function isDeleted({ checkpoint }: FileContext, id: number, path = ''): boolean | Absent {
  const target = remapsOf(checkpoint).get(id);
  if (target !== undefined) return isDeletedBy(target, path);
  const damage = checkpoint.images.damageOf('remap-fpath.img');
  return damage === undefined ? false : absent(damage);
}

/** CRIU checks sizes at restore, so it leaves out what may change (should_check_size). */
function whyNoSize({ mode, flags = 0 }: RegFileEntry): string {
  if (mode !== undefined && (mode & 0o170000) !== 0o100000) return 'it is not a regular file';
  return (flags & 3) === O_WRONLY
    ? 'CRIU does not record the size of a file opened for appending'
    : 'CRIU did not record it';
}

function mountOf(context: FileContext, id: number | undefined): FileMount | Absent {
  if (id === undefined || id === -1) return absent('CRIU did not record the mount');
  const points = context.index(mountPoints);
  const reason =
    points.size === 0
      ? 'the checkpoint has no mount namespace (mountpoints image)'
      : 'the mount is not in the mountpoints image';
  return { id, point: known(points.get(id), reason) };
}

/** reg_file_entry.build_id: the bytes laid one after the other into words as they lay in memory. */
function buildIdOf(words: readonly number[] | undefined, bigEndian: boolean): string | undefined {
  if (words === undefined || words.length === 0 || words.length > 64) return undefined;
  const bytes = Buffer.alloc(4 * words.length);
  words.forEach((word, index) => {
    if (bigEndian) bytes.writeUInt32BE(word >>> 0, 4 * index);
    else bytes.writeUInt32LE(word >>> 0, 4 * index);
  });
  return bytes.toString('hex');
}
