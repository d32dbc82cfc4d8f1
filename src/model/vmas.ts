import type { VmaEntry } from '../criu/messages.generated.js';
import type { Checkpoint } from './checkpoint.js';

/** Bits of vma_entry.status (criu/include/image.h). */
export const VmaStatus = {
  regular: 1 << 0,
  stack: 1 << 1,
  vsyscall: 1 << 2,
  vdso: 1 << 3,
  heap: 1 << 5,
  filePrivate: 1 << 6,
  fileShared: 1 << 7,
  anonShared: 1 << 8,
  sysvIpc: 1 << 10,
  socket: 1 << 11,
  vvar: 1 << 12,
  aioRing: 1 << 13,
  memfd: 1 << 14,
  shadowStack: 1 << 15,
  guard: 1 << 16,
  uprobes: 1 << 17,
  plugin: 1 << 27,
} as const;

/** Bits of vma_entry.flags, which are mmap(2)'s (uapi/asm-generic/mman.h). */
export const MapFlag = {
  shared: 0x1,
  private: 0x2,
  sharedValidate: 0x3,
  droppable: 0x8,
  growsDown: 0x100,
  hugetlb: 0x40000,
} as const;

/** MAP_TYPE: which of the flags tell whether memory is shared. */
export const MAP_TYPE = 0xf;

/** Memory regions by address: of mm-PID.img, or of vmas-PID.img in images before CRIU 1.3. */
export function readVmas({ images }: Checkpoint, pid: number): readonly VmaEntry[] {
  const vmas = images.find(`mm-${pid}.img`, 'mm_entry')?.vmas;
  return vmas ?? images.messages(`vmas-${pid}.img`, 'vma_entry');
}
