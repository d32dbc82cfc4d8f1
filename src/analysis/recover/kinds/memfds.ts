import type { MemfdInodeEntry } from '../../../criu/messages.generated.js';
import { isSharedAnonymous, memfdPath } from '../../../model/descriptors/memfd-path.js';
import { fileContextOf } from '../../../model/descriptors/file-context.js';
import { FILE_KINDS } from '../../../model/file-table.js';
import { memfdInodes } from '../../../model/memfd-inodes.js';
import type { Checkpoint } from '../../../model/checkpoint.js';
import type { MemoryView } from '../../../model/memory/memory-view.js';
import { memoryBytes } from '../memory-bytes.js';
import type { FileBytes, RecoverContext, Recovered, RecoverSource } from '../recovered.js';

/** Files of memfd_create(2): memfd.img, contents in pagemap-shmem-ID.img. */
export function* memfdFiles({ view }: RecoverContext): Generator<Recovered> {
  for (const [id, inode] of memfdInodes(view.checkpoint)) {
    if (isSharedAnonymous(inode)) continue;
    yield { kind: 'memfds', ...memfdOf(view, id, inode) };
  }
}

/** What is told of a memfd, whatever kind it is recovered as. */
export function memfdOf(
  view: MemoryView,
  id: bigint,
  inode: MemfdInodeEntry,
): Omit<Recovered, 'kind'> {
  const { uid, gid, mode, shmid = 0 } = inode;
  return {
    name: `${shmid}-${inode.name ?? ''}`,
    what: memfdPath(inode),
    source: sourceOf(view.checkpoint, id, shmid),
    facts: { uid, gid, ...(mode !== undefined && { mode: mode & 0o7777 }) },
    ...segmentBytes(view, BigInt(shmid), inode.size ?? 0n),
  };
}

/** All of a shared segment; what its pagemap does not tell of was never written. */
export function segmentBytes(view: MemoryView, id: bigint, size: bigint): FileBytes {
  const space = view.memory.segment(id);
  if (space !== undefined) return memoryBytes(space, [{ start: 0n, end: size, at: 0 }], size);
  const why = `pagemap-shmem-${id}.img is not in the checkpoint`;
  const missing = size === 0n ? [] : [{ start: 0n, end: size, why }];
  return { size, missing, parts: () => [] };
}

/** Those that have it open come first, then those that map it. */
function sourceOf(checkpoint: Checkpoint, id: bigint, shmid: number): RecoverSource {
  const { files, tables } = fileContextOf(checkpoint);
  const holders = [...files.all('MEMFD')]
    .filter(([, { inode_id }]) => BigInt(inode_id ?? -1) === id)
    .flatMap(([file]) => tables.holders(FILE_KINDS.MEMFD.type, file));
  const [first] = holders;
  return {
    pids: [...new Set(holders.map(({ pid }) => pid))],
    ...(first !== undefined && { fd: first.fd }),
    member: `${checkpoint.imagePrefix}pagemap-shmem-${shmid}.img`,
  };
}
