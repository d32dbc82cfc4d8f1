import type { ByteSource } from '../../bytes/byte-source.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { PackedSource } from '../../bytes/packed/packed-source.js';
import { findImage, type Checkpoint } from '../checkpoint.js';
import {
  absentPages,
  type AbsenceReason,
  type Backing,
  type PageOrigin,
  type StoredPages,
} from './backing.js';
import type { Interval } from './interval-list.js';
import { findPagemap, type Pagemap } from './pagemap.js';

/** What is known of an address, and up to where it holds. */
export interface SavedRun {
  /** Undefined: the dump says nothing of this address. */
  readonly backing: Backing | undefined;
  /** First address for which to ask again. */
  readonly end: bigint;
}

/** The pages that a dump and the dumps below it saved of one process or segment. */
export interface SavedPages {
  /** @param limit the answer holds no further than that */
  at(address: bigint, limit: bigint): SavedRun;
  /** What the dump itself says something of, as far as it is in a range; by address. */
  within(start: bigint, end: bigint): Iterable<Interval>;
}

/**
 * Pages by a pagemap image.
 * @param chain the dump and its parents, nearest first
 * @param name pagemap-PID.img or pagemap-shmem-ID.img, the same in each of them
 * @param origins what bytes of the dump itself and of its parents are called
 */
export function openSavedPages(
  chain: readonly Checkpoint[],
  name: string,
  pageSize: number,
  origins: readonly [PageOrigin, PageOrigin],
): SavedPages | undefined {
  const [nearest] = chain;
  const first = nearest && findPagemap(nearest, name, pageSize);
  if (first === undefined) return undefined;
  return new PagemapChain(chain, name, pageSize, origins, first);
}

class PagemapChain implements SavedPages {
  private readonly maps: (Pagemap | undefined)[];
  /** The pages image of each level, or why there is none. */
  private readonly sources: (ByteSource | AbsenceReason)[] = [];

  constructor(
    private readonly chain: readonly Checkpoint[],
    private readonly name: string,
    private readonly pageSize: number,
    private readonly origins: readonly [PageOrigin, PageOrigin],
    private readonly first: Pagemap,
  ) {
    this.maps = [first];
  }

  within(start: bigint, end: bigint): Iterable<Interval> {
    return this.first.runs.within(start, end);
  }

  at(address: bigint, limit: bigint): SavedRun {
    let end = limit;
    for (let level = 0; ; level++) {
      const checkpoint = this.chain[level];
      const map = this.mapOf(level);
      if (checkpoint === undefined || map === undefined) {
        const reason = checkpoint === undefined ? 'parent-missing' : 'not-in-parent';
        return { backing: absentPages(reason), end };
      }
      const { item, until } = map.runs.at(address);
      if (until !== undefined && until < end) end = until;
      const isLost = item === undefined && map.lostFrom !== undefined && address >= map.lostFrom;
      if (isLost) return { backing: absentPages('pagemap-damaged'), end };
      if (item?.state === 'parent') continue;
      if (item === undefined || item.state === 'none') {
        return { backing: level === 0 ? undefined : absentPages('not-in-parent'), end };
      }
      if (item.state !== 'present') return { backing: absentPages(item.state), end };
      const origin = this.origins[level === 0 ? 0 : 1];
      const offset = item.offset + (address - item.start);
      const source = (this.sources[level] ??= openPages(checkpoint, map));
      if (typeof source === 'string') return { backing: absentPages(source), end };
      const member = checkpoint.imagePrefix + map.pages;
      return storedRun({ origin, member, source }, offset, address, end);
    }
  }

  private mapOf(level: number): Pagemap | undefined {
    const checkpoint = this.chain[level];
    if (checkpoint === undefined) return undefined;
    if (!(level in this.maps)) {
      this.maps[level] = findPagemap(checkpoint, this.name, this.pageSize);
    }
    return this.maps[level];
  }
}

/** The part of a run that the pages image really has. */
function storedRun(
  { origin, member, source }: Pick<StoredPages, 'origin' | 'member' | 'source'>,
  offset: bigint,
  address: bigint,
  end: bigint,
): SavedRun {
  const left = BigInt(source.size) - offset;
  if (left <= 0n) return { backing: absentPages('pages-truncated'), end };
  return {
    backing: { kind: 'stored', origin, member, source, offset: Number(offset) },
    end: address + left < end ? address + left : end,
  };
}

/** The pages as they were before any compression, or why they cannot be read. */
export function openPages(checkpoint: Checkpoint, pagemap: Pagemap): ByteSource | AbsenceReason {
  const { pages, table, storedBytes } = pagemap;
  const stored = findPages(checkpoint, pages);
  if (typeof stored === 'string' || table === undefined) return stored;
  const tell = (error: CheckpointError): void => {
    checkpoint.damage.add(error);
  };
  if (BigInt(stored.size) !== storedBytes) {
    const why = `${stored.size} bytes, and its pagemap image tells of ${storedBytes}`;
    tell(new CheckpointError('invalid-image', why, stored.place));
  }
  return new PackedSource(stored, table, tell);
}

/** The pages image, or why it cannot be read: a link that leads nowhere counts as none. */
function findPages(checkpoint: Checkpoint, pages: string): ByteSource | AbsenceReason {
  const member = findImage(checkpoint, pages);
  if (member === undefined) {
    const compressed = pages.replace(/\.img$/, '.comp.img');
    return findImage(checkpoint, compressed) === undefined ? 'pages-missing' : 'unknown-encoding';
  }
  try {
    if (!checkpoint.archive.holds(member)) return 'pages-not-kept';
    return checkpoint.archive.source(member);
  } catch (error) {
    if (error instanceof CheckpointError) return 'pages-missing';
    throw error;
  }
}
