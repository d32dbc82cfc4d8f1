import type { Encoding } from '../../search/pattern/encodings.js';
import type { Fact } from '../../model/absent.js';
import type { MapRow } from '../../model/memory/map-row.js';
import type { PageOrigin } from '../../model/memory/backing.js';
import type { ContentPlace } from '../../model/contents/place.js';

/** A match, and everything that is known of where it is. */
export interface Found {
  /** As the pod archive names it. */
  readonly container?: string;
  readonly where: FoundInMemory | FoundInPlace;
  /** Number of the pattern, as they were typed. */
  readonly pattern: number;
  readonly encoding: Encoding;
  readonly bytes: Uint8Array;
  /** What stands before and behind it, as far as it neighbours. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** Where the bytes were read from: one, unless they lie apart. */
  readonly sources: readonly FoundSource[];
}

export interface FoundInMemory {
  readonly kind: 'memory';
  /** By PID; nobody for shared memory that no process has mapped. */
  readonly owners: readonly MemoryOwner[];
  /** Where it is in a shared segment. */
  readonly segment?: { readonly id: bigint; readonly offset: bigint };
}

export interface MemoryOwner {
  readonly pid: number;
  readonly comm: Fact<string>;
  readonly address: bigint;
  /** Undefined where the regions are not known, as in a pre-dump. */
  readonly region?: FoundRegion;
}

export type FoundRegion = Pick<MapRow, 'start' | 'end' | 'permissions' | 'name' | 'threadStack'>;

export interface FoundInPlace {
  readonly kind: 'place';
  readonly place: ContentPlace;
  /** Bytes from the beginning of the place. */
  readonly at: number;
}

export interface FoundSource {
  /** As the user named it; undefined for a file of the sysroot. */
  readonly archive?: string;
  /** Name in the archive; of a file of the sysroot its path. */
  readonly member: string;
  /** Bytes from the beginning of the member; of compressed pages where the block begins. */
  readonly offset: number;
  /** Which byte of a compressed block it is, once that is unpacked. */
  readonly inBlock?: number;
  readonly length: number;
  /** Undefined for what is no memory. */
  readonly origin?: PageOrigin;
}
