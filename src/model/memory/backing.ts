import type { ByteSource } from '../../bytes/byte-source.js';

/** Where the bytes of a run of memory are to be had. */
export type Backing = StoredPages | AbsentPages;

/** Bytes of a member: those from `offset` on are the memory's. */
export interface StoredPages {
  readonly kind: 'stored';
  readonly origin: PageOrigin;
  /** Name in the archive, such as `checkpoint/pages-1.img`; of a file in the sysroot its path. */
  readonly member: string;
  readonly source: ByteSource;
  /** Bytes from the beginning of the member. */
  readonly offset: number;
}

/**
 * What the bytes were read from.
 * - `pages`: the pages image of the dump itself
 * - `parent`: that of an earlier dump, which this one builds on (PE_PARENT)
 * - `segment`, `segment-parent`: the same for shared memory, which is saved once for all processes
 * - `ipc`: a System V segment in ipcns-shm-N.img itself
 * - `ghost`: a mapped file that had no name any more, in its ghost-file-ID.img
 * - `sysroot`: the mapped file, which the user supplied
 */
export type PageOrigin =
  'pages' | 'parent' | 'segment' | 'segment-parent' | 'ipc' | 'ghost' | 'sysroot';

/** Where a byte of the source is in the member: of compressed pages where its block begins. */
export function storedOffset({ source }: Pick<StoredPages, 'source'>, offset: number): number {
  return source.packed?.placeOf(offset).offset ?? offset;
}

export interface AbsentPages {
  readonly kind: 'absent';
  readonly reason: AbsenceReason;
}

/**
 * Why a page has no bytes in the checkpoint.
 * - `untouched`: anonymous memory that was never written, or holds the kernel's page of zeros: it
 *   read as zeros, and CRIU saves nothing of it
 * - `mapped-file`: a page of a mapped file as the file has it; the file holds the bytes
 * - `file-missing`: such a page, and the sysroot that was given has no such file
 * - `file-differs`: such a page, and the file in the sysroot is another one by size or build-id
 * - `file-unchecked`: such a page of a file whose size and build-id CRIU did not record
 * - `beyond-file`: a page behind the end of the mapped file, which nobody could touch
 * - `ghost-missing`: a page of a mapped file that was deleted, whose ghost-file-ID.img is not here
 * - `ghost-damaged`: such a page, and the image is damaged before it
 * - `parent-missing`: saved by an earlier dump (PE_PARENT), whose images are not here
 * - `not-in-parent`: said to be in the parent's images, which do not have it
 * - `lazy`: left to a lazy-pages server (PE_LAZY without PE_PRESENT)
 * - `pagemap-missing`: private memory of a process without a pagemap image, of which nothing is known
 * - `pages-missing`: there is no pages image
 * - `pages-truncated`: the pages image ends before
 * - `pages-not-kept`: a compressed archive was opened without keeping the pages image
 * - `segment-missing`: shared memory whose pagemap image is not here
 * - `block-damaged`: in a compressed block of the pages image that does not unpack
 * - `unplaced`: compressed, and the pagemap contradicts itself in where
 * - `pagemap-damaged`: the pagemap image is damaged before it would be told
 * - `encrypted`: in the pages image, encrypted with a key that is not in the checkpoint
 * - `unknown-encoding`: the pagemap says something of it that this reader does not know, or there is only
 *   an image that is compressed as a whole, as CRaC makes them
 * - `droppable`: memory that the kernel may throw away at any time (MAP_DROPPABLE), which CRIU leaves out
 * - `guard`: a page that must not be touched (MADV_GUARD_INSTALL), which has no bytes
 * - `kernel`: the kernel's own (vvar, vsyscall, AIO ring)
 * - `device`: a device's or a socket's
 * - `unmapped`: no region has this address
 */
export type AbsenceReason =
  | 'untouched'
  | 'mapped-file'
  | 'file-missing'
  | 'file-differs'
  | 'file-unchecked'
  | 'beyond-file'
  | 'ghost-missing'
  | 'ghost-damaged'
  | 'parent-missing'
  | 'not-in-parent'
  | 'lazy'
  | 'pagemap-missing'
  | 'pages-missing'
  | 'pages-truncated'
  | 'pages-not-kept'
  | 'segment-missing'
  | 'block-damaged'
  | 'unplaced'
  | 'pagemap-damaged'
  | 'encrypted'
  | 'unknown-encoding'
  | 'droppable'
  | 'guard'
  | 'kernel'
  | 'device'
  | 'unmapped';

const TEXTS: Readonly<Record<AbsenceReason, string>> = {
  untouched: 'never written: zeros',
  'mapped-file': 'not dumped: unchanged page of a mapped file',
  'file-missing': 'not dumped: page of a mapped file that the sysroot does not have',
  'file-differs': 'not dumped: page of a mapped file; the one in the sysroot is another',
  'file-unchecked': 'not dumped: page of a mapped file that no size or build-id tells from another',
  'beyond-file': 'behind the end of the mapped file',
  'ghost-missing': 'page of a deleted file whose image is not in the checkpoint',
  'ghost-damaged': 'page of a deleted file whose image is damaged before it',
  'parent-missing': 'in a parent image that is not here',
  'not-in-parent': 'should be in the parent image, which does not have it',
  lazy: 'left to a lazy-pages server',
  'pagemap-missing': 'its pagemap image is not in the checkpoint',
  'pages-missing': 'the pages image is not in the checkpoint',
  'pages-truncated': 'the pages image ends before it',
  'pages-not-kept': 'in a pages image that was not kept of the compressed archive',
  'segment-missing': 'shared memory whose images are not in the checkpoint',
  'block-damaged': 'in a compressed block of the pages image that is damaged',
  unplaced: 'its pagemap image contradicts itself in where it is stored',
  'pagemap-damaged': 'its pagemap image is damaged before it',
  encrypted: 'encrypted',
  'unknown-encoding': 'stored in a way that is not supported',
  droppable: 'not dumped: memory that the kernel may throw away (MAP_DROPPABLE)',
  guard: 'a guard page, which has no bytes (MADV_GUARD_INSTALL)',
  kernel: "not dumped: the kernel's own page",
  device: 'not dumped: memory of a device or socket',
  unmapped: 'not mapped',
};

/** The reason as the end of a sentence. */
export function absenceText(reason: AbsenceReason): string {
  return TEXTS[reason];
}

export function absentPages(reason: AbsenceReason): AbsentPages {
  return { kind: 'absent', reason };
}

export function isAbsentPages(found: object): found is AbsentPages {
  return 'kind' in found && found.kind === 'absent';
}
