import type { MemfdInodeEntry } from '../criu/messages.generated.js';
import type { Checkpoint } from './checkpoint.js';
import { fileTableOf } from './file-table.js';

/** The inodes of memfd.img by memfd_inode_entry.inode_id. */
export function memfdInodes(checkpoint: Checkpoint): ReadonlyMap<bigint, MemfdInodeEntry> {
  return checkpoint.once(readInodes);
}

/** The inode that an open memfd means, by memfd_file_entry.id and inode_id. */
export function memfdInodeOf(checkpoint: Checkpoint, file: number): MemfdInodeEntry | undefined {
  const id = fileTableOf(checkpoint).find('MEMFD', file)?.inode_id;
  return id === undefined ? undefined : memfdInodes(checkpoint).get(BigInt(id));
}

/** Of several with one id the first counts, as memfd_alloc_inode() of criu/memfd.c finds them. */
function readInodes({ images }: Checkpoint): ReadonlyMap<bigint, MemfdInodeEntry> {
  const inodes = images.messages('memfd.img', 'memfd_inode_entry');
  return new Map([...inodes].reverse().map((inode) => [inode.inode_id ?? 0n, inode]));
}
