import type { MemfdInodeEntry } from '../../criu/messages.generated.js';

type Inode = Pick<Partial<MemfdInodeEntry>, 'name' | 'hugetlb_flag'>;

/**
 * Whether it is memory of MAP_SHARED | MAP_ANONYMOUS, which is a file of the kernel's own. CRIU keeps it
 * as it keeps memfds, of which it leaves out `/memfd:`, so that a memfd of such a name cannot be told from it.
 */
export function isSharedAnonymous({ name, hugetlb_flag }: Inode): boolean {
  return name === '/dev/zero' || (name === '/anon_hugepage' && hugetlb_flag !== undefined);
}

/** As links in /proc show it, without the ` (deleted)` that always follows. */
export function memfdPath(inode: Inode): string {
  return isSharedAnonymous(inode) ? (inode.name ?? '') : `/memfd:${inode.name ?? ''}`;
}
