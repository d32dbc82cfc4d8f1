import { isAbsent, type Fact } from '../absent.js';
import type { Checkpoint } from '../checkpoint.js';
import { FileTable } from '../file-table.js';
import { readOptional } from '../images.js';
import type { Region } from './regions.js';
import { memfdPath } from '../descriptors/memfd-path.js';
import { FilePaths } from '../process-facts/file-paths.js';
import { MapFlag } from '../vmas.js';
import type { Warnings } from '../warnings.js';
import type { RegionUse } from './region-uses.js';

/** Names of regions as /proc/PID/maps has them. */
export class RegionNames {
  private readonly paths: FilePaths;
  private readonly files: FileTable;
  private memfds: Map<number, string> | undefined;
  private keys: ReadonlyMap<bigint, number> | undefined;

  constructor(
    private readonly checkpoint: Checkpoint,
    private readonly warnings: Warnings,
  ) {
    this.paths = new FilePaths(checkpoint);
    this.files = new FileTable(checkpoint);
  }

  /** Path, `[heap]` and the like; empty for plain anonymous memory. */
  of(region: Region, use: RegionUse): string {
    const { backing } = region;
    switch (backing.kind) {
      case 'file': {
        const path = this.told(() => this.paths.find(backing.file));
        return isAbsent(path) ? '?' : path.path + (path.deleted ? ' (deleted)' : '');
      }
      case 'memfd': {
        const path = this.told(() => this.memfdPath(backing.file));
        return `${isAbsent(path) ? '/memfd:?' : path} (deleted)`;
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

  private memfdPath(file: number): string | undefined {
    this.memfds ??= new Map(
      readOptional(this.checkpoint, 'memfd.img', 'memfd_inode_entry').map((inode) => [
        Number(inode.inode_id ?? 0),
        memfdPath(inode),
      ]),
    );
    return this.memfds.get(this.files.find('MEMFD', file)?.inode_id ?? -1);
  }

  /** The kernel calls a segment by its key. */
  private systemVName(segment: bigint): string {
    this.keys ??= readSegmentKeys(this.checkpoint, this.warnings);
    const key = this.keys.get(segment) ?? 0;
    return `/SYSV${key.toString(16).padStart(8, '0')} (deleted)`;
  }

  private told<T>(read: () => T): Fact<NonNullable<T>> {
    return this.warnings.attemptOptional(read, 'no image tells it');
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
function readSegmentKeys(checkpoint: Checkpoint, warnings: Warnings): Map<bigint, number> {
  const { archive, imagePrefix } = checkpoint;
  const names = archive.members
    .filter(({ name }) => name.startsWith(imagePrefix))
    .map(({ name }) => name.slice(imagePrefix.length))
    .filter((name) => /^ipcns-shm-\d+\.img$/.test(name));
  const entries = names.flatMap((name) => {
    const read = warnings.attempt(() => readOptional(checkpoint, name, 'ipc_shm_entry'));
    return isAbsent(read) ? [] : read;
  });
  return new Map(entries.map(({ desc }) => [BigInt(desc?.id ?? 0), (desc?.key ?? 0) >>> 0]));
}
