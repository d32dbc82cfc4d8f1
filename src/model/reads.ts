import type { Archive } from '../archive/archive.js';
import type { Member } from '../archive/member.js';
import { isTmpfsImage } from './contents/nested-archives.js';
import { isLog, isMetadata } from './contents/plain-members.js';

/** What may be large in a checkpoint. A question that reads it says so, in its `reads`. */
export const BULK_KINDS = ['pages', 'rootfs', 'tmpfs', 'shm', 'volumes', 'logs'] as const;

export type BulkKind = (typeof BULK_KINDS)[number];

/**
 * What a question reads besides what every one may: CRIU's images of facts, and the engine's metadata. What is
 * not declared of a compressed archive passes by.
 */
export type Reads = readonly BulkKind[];

/** Whether the bytes of a member are read by questions that declare `reads`. */
export function isRead(name: string, reads: Reads): boolean {
  const kind = kindOf(name);
  return kind === 'facts' || (kind !== undefined && reads.includes(kind));
}

/**
 * The archive as one that passed by, with no bytes of what was not declared: a plain one must not hide that a
 * question forgot to say what it reads.
 */
export function onlyDeclared(archive: Archive, reads: Reads): Archive {
  const isDeclared = ({ name }: Member): boolean => isRead(name, reads);
  return {
    ...archive,
    holds: (member) => isDeclared(member) && archive.holds(member),
    source(member) {
      if (isDeclared(member)) return archive.source(member);
      throw new Error(`${member.name} is read by a question that did not declare it`);
    },
  };
}

const ARCHIVES: readonly unknown[] = ['rootfs', 'tmpfs', 'shm', 'volumes'] satisfies BulkKind[];

/** Whether a member is an archive of the container's files. */
export function isNestedArchive(name: string): boolean {
  return ARCHIVES.includes(kindOf(name));
}

/** Undefined for what no question reads, such as the memory of graphics cards. */
function kindOf(name: string): BulkKind | 'facts' | undefined {
  const baseName = name.slice(name.lastIndexOf('/') + 1);
  if (baseName.startsWith('pages-')) return 'pages';
  if (baseName.startsWith('amdgpu-')) return undefined;
  if (isTmpfsImage(baseName)) return 'tmpfs';
  if (baseName === 'rootfs-diff.tar') return 'rootfs';
  if (baseName === 'devshm-checkpoint.tar') return 'shm';
  if (/(?:^|\/)volumes\/.+\.tar$/.test(name)) return 'volumes';
  const ofFacts = baseName.endsWith('.img') || FACTS.includes(baseName) || isMetadata(baseName);
  if (ofFacts) return 'facts';
  return isLog(baseName) ? 'logs' : undefined;
}

/** CRIU's files that are no images by their names. */
const FACTS = ['stats-dump', 'stats-restore', 'dump.log', 'restore.log'];
