import type {
  PagemapEntry,
  PagemapEntryEncrypted,
  PagemapEntryInBlocks,
} from '../../criu/messages.generated.js';

/** Bits of pagemap_entry.flags (criu/include/pagemap.h). */
export const PageFlag = { parent: 1, lazy: 2, present: 4, aligned: 8 } as const;

/** An entry in any of its forms. */
export type AnyPagemapEntry = PagemapEntry & PagemapEntryInBlocks & PagemapEntryEncrypted;

/** Number of pages of a pagemap entry: nr_pages since CRIU 4.2, compat_nr_pages before. */
export function pageCount(entry: { nr_pages?: bigint; compat_nr_pages?: number }): bigint {
  return entry.nr_pages ?? BigInt(entry.compat_nr_pages ?? 0);
}

/** How the pages of an entry are compressed. */
export interface EntryBlocks {
  /** Bytes that each block takes. */
  readonly sizes: readonly number[];
  /** What the entry says that they take together. */
  readonly total: bigint | undefined;
  /** Pages of a block; of the last one at most. */
  readonly pages: number;
}

/** Undefined for an entry whose pages are stored as they are. */
export function blocksOf(entry: AnyPagemapEntry): EntryBlocks | undefined {
  const { compressed_size, total_compressed_size, region_pages, blocks } = entry;
  const sizes = compressed_size ?? blocks?.block_sizes;
  if (sizes === undefined) return undefined;
  const pages = region_pages ?? blocks?.pages_per_block ?? 0;
  return {
    sizes,
    total: total_compressed_size ?? blocks?.total_payload_size,
    pages: Math.max(pages, 1),
  };
}
