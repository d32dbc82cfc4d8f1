import { Lz4Encoder } from '../../src/bytes/lz4/encode-block.js';
import type { PagemapEntry } from '../../src/criu/messages.generated.js';
import { message, PAGE } from './memory-images.js';
import { imageBytes, type Entry } from './wire.js';

/** The two forms in which entries with compressed pages are written. */
export type Schema = 'sizes' | 'blocks';

export interface CompressedEntry {
  readonly entry: Partial<PagemapEntry>;
  /** The entry's pages as they are. */
  readonly pages: Uint8Array;
  /** Undefined: not compressed. */
  readonly pagesPerBlock?: number;
  /** What the entry takes begins at a multiple of the page size (PE_PAYLOAD_ALIGNED). */
  readonly aligned?: boolean;
  /** Alters what the entry says of its blocks. */
  readonly alter?: (blocks: { sizes: number[]; total: bigint }) => void;
}

/** pagemap-N.img and pages-N.img as a CRIU that compresses them writes them. */
export function compressedImages(
  schema: Schema,
  entries: readonly CompressedEntry[],
  pagesId = 1,
): { readonly pagemap: Buffer; readonly pages: Buffer; readonly blocks: readonly number[] } {
  const stored: Uint8Array[] = [];
  const blocks: number[] = [];
  let size = 0;
  const add = (bytes: Uint8Array): void => {
    stored.push(bytes);
    size += bytes.length;
  };
  const messages = entries.map(({ entry, pages, pagesPerBlock, aligned, alter }) => {
    const flags = (entry.flags ?? 4) | (aligned === true ? 8 : 0);
    if (aligned === true) add(Buffer.alloc(-size & (PAGE - 1)));
    if (pagesPerBlock === undefined) {
      add(pages);
      return message('pagemap_entry', { ...entry, flags });
    }
    const sizes: number[] = [];
    for (let at = 0; at < pages.length; at += pagesPerBlock * PAGE) {
      const block = storedBlock(pages.subarray(at, at + pagesPerBlock * PAGE));
      sizes.push(block.length);
      blocks.push(size);
      add(block);
    }
    const told = { sizes, total: BigInt(sizes.reduce((sum, each) => sum + each, 0)) };
    alter?.(told);
    return packedEntry(schema, { ...entry, flags }, told, pagesPerBlock);
  });
  const pagemap = imageBytes('PAGEMAP', [
    message('pagemap_head', { pages_id: pagesId }),
    ...messages,
  ]);
  return { pagemap, pages: Buffer.concat(stored), blocks };
}

function packedEntry(
  schema: Schema,
  entry: object,
  { sizes, total }: { sizes: number[]; total: bigint },
  pagesPerBlock: number,
): Entry {
  if (schema === 'blocks') {
    const blocks = {
      block_sizes: sizes,
      total_payload_size: total,
      ...(pagesPerBlock > 1 && { pages_per_block: pagesPerBlock }),
    };
    return message('pagemap_entry_in_blocks', { ...entry, blocks });
  }
  return message('pagemap_entry', {
    ...entry,
    compressed_size: sizes,
    total_compressed_size: total,
    ...(pagesPerBlock > 1 && { region_pages: pagesPerBlock }),
  });
}

/** Nothing for zeros, LZ4 if it is smaller, else the bytes as they are. */
function storedBlock(bytes: Uint8Array): Uint8Array {
  if (bytes.every((byte) => byte === 0)) return Buffer.alloc(0);
  const output = Buffer.alloc(bytes.length);
  const size = new Lz4Encoder().encode(bytes, output);
  return size === undefined ? bytes : output.subarray(0, size);
}
