import { openImage } from '../../criu/image.js';
import type { IpcShmEntry, MemfdInodeEntry } from '../../criu/messages.generated.js';
import type { Checkpoint } from '../checkpoint.js';
import { isSharedAnonymous } from '../descriptors/memfd-path.js';
import { FileTable } from '../file-table.js';
import { readOptional } from '../images.js';
import { absentPages } from './backing.js';
import type { SegmentPart } from './address-space.js';
import type { Region } from './regions.js';
import { openSavedPages, type SavedPages } from './saved-pages.js';

const ORIGINS = ['segment', 'segment-parent'] as const;

/** Shared segments: anonymous shared memory, memfds, System V. Each is saved once for all processes. */
export class Segments {
  private readonly files: FileTable;
  private readonly opened = new Map<bigint, SavedPages | undefined>();
  private memfds: Map<number, MemfdInodeEntry> | undefined;
  private systemV: Map<bigint, SavedPages> | undefined;

  /** @param chain the dump and its parents, nearest first */
  constructor(
    private readonly chain: readonly Checkpoint[],
    private readonly checkpoint: Checkpoint,
    private readonly pageSize: number,
  ) {
    this.files = new FileTable(checkpoint);
  }

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
    const { archive, imagePrefix } = this.checkpoint;
    const named = archive.members
      .filter(({ name }) => name.startsWith(imagePrefix))
      .map(({ name }) => /^pagemap-shmem-(\d+)\.img$/.exec(name.slice(imagePrefix.length))?.[1])
      .filter((id) => id !== undefined)
      .map(BigInt);
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
    return [...this.memfdInodes().values()].some(
      (inode) => BigInt(inode.shmid ?? 0) === id && !isSharedAnonymous(inode),
    );
  }

  /** memfd_file_entry.inode_id, and by that memfd_inode_entry.shmid. */
  private memfdSegment(file: number): bigint | undefined {
    const inode = this.files.find('MEMFD', file)?.inode_id;
    const shmid = inode === undefined ? undefined : this.memfdInodes().get(inode)?.shmid;
    return shmid === undefined ? undefined : BigInt(shmid);
  }

  private memfdInodes(): ReadonlyMap<number, MemfdInodeEntry> {
    this.memfds ??= new Map(
      readOptional(this.checkpoint, 'memfd.img', 'memfd_inode_entry').map((entry) => [
        Number(entry.inode_id ?? 0),
        entry,
      ]),
    );
    return this.memfds;
  }

  /** The bytes of System V segments that stand in ipcns-shm-N.img itself, behind their entries. */
  private inline(): Map<bigint, SavedPages> {
    this.systemV ??= readInlineSegments(this.checkpoint);
    return this.systemV;
  }
}

function readInlineSegments(checkpoint: Checkpoint): Map<bigint, SavedPages> {
  const { archive, imagePrefix } = checkpoint;
  const found = new Map<bigint, SavedPages>();
  for (const member of archive.members) {
    if (!/^ipcns-shm-\d+\.img$/.test(member.name.slice(imagePrefix.length))) continue;
    if (!member.name.startsWith(imagePrefix) || member.size === 0) continue;
    const image = openImage(archive.source(member));
    for (const { message, payload, offset, length } of image.entries()) {
      const id = (message as IpcShmEntry).desc?.id;
      if (payload.kind !== 'bytes' || id === undefined) continue;
      const bytes = payload.bytes;
      found.set(
        BigInt(id),
        inlinePages(member.name, archive.source(member), offset + length, bytes.size),
      );
    }
  }
  return found;
}

function inlinePages(
  member: string,
  source: SegmentSource,
  begin: number,
  size: number,
): SavedPages {
  return {
    runs: [{ start: 0n, end: BigInt(size) }],
    at(address, limit) {
      const end = BigInt(size);
      if (address >= end) return { backing: absentPages('untouched'), end: limit };
      const offset = begin + Number(address);
      return {
        backing: { kind: 'stored', origin: 'ipc', member, source, offset },
        end: end < limit ? end : limit,
      };
    },
  };
}

type SegmentSource = ReturnType<Checkpoint['archive']['source']>;
