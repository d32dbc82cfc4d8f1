import type { ByteSource } from '../../bytes/byte-source.js';
import type { IpcShmEntry } from '../../criu/messages.generated.js';
import type { Checkpoint } from '../checkpoint.js';
import { isSharedAnonymous } from '../descriptors/memfd-path.js';
import { memfdInodeOf, memfdInodes } from '../memfd-inodes.js';
import { absentPages } from './backing.js';
import type { SegmentPart } from './pages-behind.js';
import type { Region } from './regions.js';
import { openSavedPages, type SavedPages } from './saved-pages.js';

const ORIGINS = ['segment', 'segment-parent'] as const;

/** Shared segments: anonymous shared memory, memfds, System V. Each is saved once for all processes. */
export class Segments {
  private readonly opened = new Map<bigint, SavedPages | undefined>();
  private systemV: Map<bigint, SavedPages> | undefined;

  /** @param chain the dump and its parents, nearest first */
  constructor(
    private readonly chain: readonly Checkpoint[],
    private readonly checkpoint: Checkpoint,
    private readonly pageSize: number,
  ) {}

  /**
   * The segment behind a region.
   * @throws CheckpointError when an image that tells of it is damaged
   */
  behind({ backing }: Region): SegmentPart | undefined {
    switch (backing.kind) {
      case 'memfd':
        return this.part(this.memfdSegment(backing.file), backing.offset);
      case 'shared-anonymous':
      case 'system-v':
        return this.part(backing.segment, backing.offset);
      case 'anonymous':
      case 'file':
      case 'kernel':
      case 'device':
        return undefined;
    }
  }

  /** All segments of which there are bytes, also those that no process has mapped. */
  ids(): bigint[] {
    const named = this.checkpoint.images
      .names(/^pagemap-shmem-\d+\.img$/)
      .map((name) => BigInt(name.replace(/\D/g, '')));
    return [...new Set([...named, ...this.inline().keys()])];
  }

  /** The number of the segment behind a region, whether or not its pages are here. */
  idBehind({ backing }: Region): bigint | undefined {
    if (backing.kind === 'memfd') return this.memfdSegment(backing.file);
    return 'segment' in backing ? backing.segment : undefined;
  }

  /** By the ID of pagemap-shmem-ID.img; what has none stands in ipcns-shm-N.img. */
  pages(id: bigint): SavedPages | undefined {
    if (!this.opened.has(id)) {
      const name = `pagemap-shmem-${id.toString()}.img`;
      const pages = openSavedPages(this.chain, name, this.pageSize, ORIGINS);
      this.opened.set(id, pages ?? this.inline().get(id));
    }
    return this.opened.get(id);
  }

  private part(id: bigint | undefined, offset: bigint): SegmentPart | undefined {
    const pages = id === undefined ? undefined : this.pages(id);
    return id === undefined || pages === undefined ? undefined : { id, pages, offset };
  }

  /** Whether a segment is a memfd that a program made; shared anonymous memory is one to CRIU only. */
  isMemfd(id: bigint): boolean {
    return [...memfdInodes(this.checkpoint).values()].some(
      (inode) => BigInt(inode.shmid ?? 0) === id && !isSharedAnonymous(inode),
    );
  }

  /** memfd_file_entry.inode_id, and by that memfd_inode_entry.shmid. */
  private memfdSegment(file: number): bigint | undefined {
    const shmid = memfdInodeOf(this.checkpoint, file)?.shmid;
    return shmid === undefined ? undefined : BigInt(shmid);
  }

  /** The bytes of System V segments that stand in ipcns-shm-N.img itself, behind their entries. */
  private inline(): Map<bigint, SavedPages> {
    this.systemV ??= readInlineSegments(this.checkpoint);
    return this.systemV;
  }
}

function readInlineSegments(checkpoint: Checkpoint): Map<bigint, SavedPages> {
  const { images, imagePrefix } = checkpoint;
  const found = new Map<bigint, SavedPages>();
  for (const name of images.names(/^ipcns-shm-\d+\.img$/)) {
    const source = images.bytes(name);
    for (const { message, payload, offset, length } of images.entries(name)) {
      const id = (message as IpcShmEntry).desc?.id;
      if (payload.kind !== 'bytes' || id === undefined || source === undefined) continue;
      const pages = inlinePages(imagePrefix + name, source, offset + length, payload.bytes.size);
      found.set(BigInt(id), pages);
    }
  }
  return found;
}

function inlinePages(member: string, source: ByteSource, begin: number, size: number): SavedPages {
  const end = BigInt(size);
  return {
    within: (from, to) => (from < end && to > 0n ? [{ start: 0n, end }] : []),
    at(address, limit) {
      if (address >= end) return { backing: absentPages('untouched'), end: limit };
      const offset = begin + Number(address);
      return {
        backing: { kind: 'stored', origin: 'ipc', member, source, offset },
        end: end < limit ? end : limit,
      };
    },
  };
}
