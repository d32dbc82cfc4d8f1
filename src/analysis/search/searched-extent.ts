import type { Extent } from '../../model/memory/address-space.js';
import type { PageOrigin, StoredPages } from '../../model/memory/backing.js';
import type { PieceExtent } from '../../search/scan/piece.js';

/** Bytes with the place in the archive that they were read from. */
export interface SearchedExtent extends PieceExtent {
  /** Name in the archive; of a file of the sysroot its path. */
  readonly member: string;
  /** Undefined for what is no memory. */
  readonly origin?: PageOrigin;
}

export function searchedExtent({
  start,
  end,
  backing,
}: Extent & { readonly backing: StoredPages }): SearchedExtent {
  const { source, offset, member, origin } = backing;
  return { source, offset, length: Number(end - start), member, origin };
}
