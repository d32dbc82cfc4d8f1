import { isAbsent } from '../absent.js';
import type { Checkpoint } from '../checkpoint.js';
import { memfdInodeOf } from '../memfd-inodes.js';
import type { Region } from './regions.js';
import { memfdPath } from '../descriptors/memfd-path.js';
import { findFilePath } from '../process-facts/file-paths.js';
import { MapFlag } from '../vmas.js';
import type { RegionUse } from './region-uses.js';

/** Names of regions as /proc/PID/maps has them. */
export class RegionNames {
  private keys: ReadonlyMap<bigint, number> | undefined;

  constructor(private readonly checkpoint: Checkpoint) {}

  /** Path, `[heap]` and the like; empty for plain anonymous memory. */
  of(region: Region, use: RegionUse): string {
    const { backing } = region;
    switch (backing.kind) {
      case 'file': {
        const path = findFilePath(this.checkpoint, backing.file);
        return isAbsent(path) ? '?' : path.path + (path.deleted ? ' (deleted)' : '');
      }
      case 'memfd': {
        const inode = memfdInodeOf(this.checkpoint, backing.file);
        return `${inode === undefined ? '/memfd:?' : memfdPath(inode)} (deleted)`;
      }
      case 'shared-anonymous':
        return '/dev/zero (deleted)';
      case 'system-v':
        return this.systemVName(backing.segment);
      case 'kernel':
        return backing.name === 'aio' ? '/[aio] (deleted)' : `[${backing.name}]`;
      case 'device':
        return backing.name === 'socket' ? 'socket:[packet ring]' : '[plugin]';
      case 'anonymous':
        return isHuge(region) ? HUGE_PAGES : anonymousName(use);
    }
  }

  /** The kernel calls a segment by its key. */
  private systemVName(segment: bigint): string {
    this.keys ??= readSegmentKeys(this.checkpoint);
    const key = this.keys.get(segment) ?? 0;
    return `/SYSV${key.toString(16).padStart(8, '0')} (deleted)`;
  }
}

/** MAP_HUGETLB without a file: to the kernel a file without a name, private or shared. */
const HUGE_PAGES = '/anon_hugepage (deleted)';

function isHuge({ entry }: Region): boolean {
  return ((entry.flags ?? 0) & MapFlag.hugetlb) !== 0;
}

/** The kernel has no name for the stacks of threads. */
function anonymousName(use: RegionUse): string {
  if (use.kind === 'heap') return '[heap]';
  return use.kind === 'stack' && use.tid === undefined ? '[stack]' : '';
}

/** ipc_desc_entry.key by ipc_desc_entry.id, of all ipcns-shm-N.img. */
function readSegmentKeys({ images }: Checkpoint): Map<bigint, number> {
  const names = images.names(/^ipcns-shm-\d+\.img$/);
  const entries = names.flatMap((name) => images.messages(name, 'ipc_shm_entry'));
  return new Map(entries.map(({ desc }) => [BigInt(desc?.id ?? 0), (desc?.key ?? 0) >>> 0]));
}
