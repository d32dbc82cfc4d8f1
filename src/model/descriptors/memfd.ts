import { absent, known, type Absent } from '../absent.js';
import { namesOfBits, type BitNames } from '../bit-names.js';
import { memfdInodeOf } from '../memfd-inodes.js';
import { signalOwner, type FileContext, type SignalOwner } from './file-context.js';

/** A file that lives in memory only, memfd_create(2): memfd_file_entry and memfd.img. */
export interface Memfd {
  readonly type: 'MEMFD';
  readonly id: number;
  readonly flags: number | Absent;
  readonly position: bigint | Absent;
  /** As given to memfd_create(2); shared anonymous memory is told as `/dev/zero`. */
  readonly name: string | Absent;
  readonly sizeBytes: bigint | Absent;
  /** F_SEAL_* by name. */
  readonly seals: readonly string[] | Absent;
  readonly uid: number | Absent;
  readonly gid: number | Absent;
  readonly mode: number | Absent;
  /** Its contents: pagemap-shmem-ID.img. */
  readonly shmid: number | Absent;
  readonly signalOwner?: SignalOwner;
}

/** uapi/linux/fcntl.h. */
const SEALS: BitNames = [
  [0x1, 'F_SEAL_SEAL'],
  [0x2, 'F_SEAL_SHRINK'],
  [0x4, 'F_SEAL_GROW'],
  [0x8, 'F_SEAL_WRITE'],
  [0x10, 'F_SEAL_FUTURE_WRITE'],
  [0x20, 'F_SEAL_EXEC'],
];

export function readMemfd(context: FileContext, id: number): Memfd | undefined {
  const entry = context.files.find('MEMFD', id);
  if (entry === undefined) return undefined;
  const missing = 'the entry of the file does not tell';
  const inode = memfdInodeOf(context.checkpoint, id);
  const reason =
    inode === undefined && context.images.entries('memfd.img').length > 0
      ? 'its inode is not in memfd.img'
      : context.images.whyNot('memfd.img');
  const owner = signalOwner(context, entry.fown);
  return {
    type: 'MEMFD',
    id,
    flags: known(entry.flags, missing),
    position: known(entry.pos, missing),
    name: known(inode?.name, reason),
    sizeBytes: known(inode?.size, reason),
    seals: inode?.seals === undefined ? absent(reason) : namesOfBits(inode.seals, SEALS),
    uid: known(inode?.uid, reason),
    gid: known(inode?.gid, reason),
    mode: known(inode?.mode, reason),
    shmid: known(inode?.shmid, reason),
    ...(owner !== undefined && { signalOwner: owner }),
  };
}
