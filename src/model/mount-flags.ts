import { namesOfBits, type BitNames } from './bit-names.js';

/** MS_RDONLY (mount.h). */
const READ_ONLY = 0x1;

/**
 * MS_STRICTATIME: CRIU's mark for a mount with neither noatime nor relatime, of which mountinfo says
 * nothing.
 */
const STRICT_ATIME = 0x1000000;

/** MS_* of a mount (show_mnt_opts of the kernel's fs/proc_namespace.c), in mountinfo's order. */
const MOUNT_FLAGS: BitNames = [
  [0x2, 'nosuid'],
  [0x4, 'nodev'],
  [0x8, 'noexec'],
  [0x400, 'noatime'],
  [0x800, 'nodiratime'],
  [0x200000, 'relatime'],
  [0x100, 'nosymfollow'],
];

/** MS_* of a file system (show_sb_opts). */
const FILE_SYSTEM_FLAGS: BitNames = [
  [0x10, 'sync'],
  [0x80, 'dirsync'],
  [0x40, 'mand'],
  [0x2000000, 'lazytime'],
];

/** Options of a mount as mountinfo's sixth field has them: `rw` or `ro`, then the others. */
export function mountOptions(flags: number): string[] {
  return readOrWrite(flags, namesOfBits(flags & ~(READ_ONLY | STRICT_ATIME), MOUNT_FLAGS));
}

/** The first of the file system's options, as mountinfo's last field has them. */
export function fileSystemOptions(flags: number): string[] {
  return readOrWrite(flags, namesOfBits(flags & ~READ_ONLY, FILE_SYSTEM_FLAGS));
}

function readOrWrite(flags: number, others: string[]): string[] {
  return [(flags & READ_ONLY) === 0 ? 'rw' : 'ro', ...others];
}
