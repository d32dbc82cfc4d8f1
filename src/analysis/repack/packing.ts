import { Lz4Encoder } from '../../bytes/lz4/encode-block.js';
import type { PagemapEntry } from '../../criu/messages.generated.js';
import { PageFlag, type AnyPagemapEntry } from '../../model/memory/pagemap-entry.js';

/** Compresses pages, each by itself. */
export class Packing {
  private readonly encoder: Lz4Encoder;
  private output = new Uint8Array(0);

  /** @param acceleration as of LZ4: the higher, the faster and the larger */
  constructor(acceleration: number) {
    this.encoder = new Lz4Encoder(acceleration);
  }

  /** Nothing for zeros; the page itself if it does not become smaller. No page has more than 64 KiB. */
  pack(page: Uint8Array): Uint8Array {
    if (isZero(page)) return page.subarray(0, 0);
    if (this.output.length < page.length - 1) this.output = new Uint8Array(page.length - 1);
    const size = this.encoder.encode(page, this.output.subarray(0, page.length - 1));
    return size === undefined ? page : this.output.slice(0, size);
  }
}

/** The entry without anything that tells of compression. */
export function plainEntry(entry: AnyPagemapEntry): PagemapEntry {
  const plain = { ...entry };
  delete plain.compressed_size;
  delete plain.total_compressed_size;
  delete plain.region_pages;
  delete plain.blocks;
  if (plain.flags !== undefined) plain.flags &= ~PageFlag.aligned;
  return plain;
}

/** @param sizes bytes that each page takes */
export function packedEntry(entry: PagemapEntry, sizes: number[]): PagemapEntry {
  const total = sizes.reduce((sum, each) => sum + each, 0);
  return { ...entry, compressed_size: sizes, total_compressed_size: BigInt(total) };
}

const ZEROS = new Uint8Array(64 * 1024);

function isZero(page: Uint8Array): boolean {
  return Buffer.compare(page, ZEROS.subarray(0, page.length)) === 0;
}
