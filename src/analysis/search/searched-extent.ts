import { isAbsent } from '../../model/absent.js';
import type { Extent } from '../../model/memory/address-space.js';
import type { PageOrigin, StoredPages } from '../../model/memory/backing.js';
import type { ProcessMemory } from '../../model/memory/memory-view.js';
import type { PieceExtent } from '../../search/scan/piece.js';

/** Bytes with the place in the archive that they were read from. */
export interface SearchedExtent extends PieceExtent {
  /** Name in the archive; of a file of the sysroot its path. */
  readonly member: string;
  /** Undefined for what is no memory. */
  readonly origin?: PageOrigin;
  /** Set for what is saved once for all who have it mapped. */
  readonly store?: StorePlace;
}

/** A shared segment by its ID, or the image of a deleted file by its member. */
export type Store =
  | { readonly kind: 'segment'; readonly id: bigint }
  | { readonly kind: 'ghost'; readonly member: string };

export interface StorePlace {
  readonly store: Store;
  /** An offset in the member and this make the offset in the segment or file. */
  readonly shift: bigint;
}

/** Bytes that have a place in a member. */
export type StoredExtent = Extent & { readonly backing: StoredPages };

const SHARED_ORIGINS: ReadonlySet<PageOrigin | undefined> = new Set<PageOrigin>([
  ...(['segment', 'segment-parent', 'ipc', 'ghost', 'sysroot'] as const),
]);

/** Whether several processes can have the very same bytes mapped. */
export function isShared({ origin }: { readonly origin?: PageOrigin }): boolean {
  return SHARED_ORIGINS.has(origin);
}

export function searchedExtent(extent: StoredExtent, store?: StorePlace): SearchedExtent {
  const { source, offset, member, origin } = extent.backing;
  return {
    ...{ source, offset, member, origin },
    length: Number(extent.end - extent.start),
    shared: isShared(extent.backing),
    ...(store !== undefined && { store }),
  };
}

/** The store that an extent of a process lies in, if it does. */
export function storeOf(
  { space }: ProcessMemory,
  { region, start, backing: { origin, member, offset } }: StoredExtent,
): StorePlace | undefined {
  if (isAbsent(space) || region === undefined) return undefined;
  switch (origin) {
    case 'segment':
    case 'segment-parent':
    case 'ipc': {
      const part = space.segmentOf(region);
      if (part === undefined) return undefined;
      const shift = part.offset + (start - region.start) - BigInt(offset);
      return { store: { kind: 'segment', id: part.id }, shift };
    }
    case 'ghost': {
      if (region.backing.kind !== 'file') return undefined;
      const shift = region.backing.offset + (start - region.start) - BigInt(offset);
      return { store: { kind: 'ghost', member }, shift };
    }
    case 'pages':
    case 'parent':
    case 'sysroot':
      return undefined;
  }
}
