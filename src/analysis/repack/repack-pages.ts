import type { ByteSink } from '../../bytes/byte-sink.js';
import type { ByteSource } from '../../bytes/byte-source.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { isPagemapEntry } from '../../criu/entry-variants.js';
import { openImage, type Image, type ImageEntry } from '../../criu/image.js';
import { imageEntry, imageHeader } from '../../criu/write-image.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import { absenceText } from '../../model/memory/backing.js';
import { findPagemap, type Pagemap } from '../../model/memory/pagemap.js';
import { pageCount, PageFlag, type AnyPagemapEntry } from '../../model/memory/pagemap-entry.js';
import { flagsOf } from '../../model/memory/run-places.js';
import { openPages } from '../../model/memory/saved-pages.js';
import { pageSizeOf } from '../../model/page-size.js';
import type { Reads } from '../../model/reads.js';
import { markInventory } from './mark-inventory.js';
import { packedEntry, plainEntry, type Packing } from './packing.js';
import { RawRegions } from './raw-regions.js';
import type { WriteFile } from './write-file.js';

export const reads: Reads = ['pages'];

export interface Repacked {
  /** Pages images. */
  readonly images: number;
  /** Bytes that they took, and take. */
  readonly before: number;
  readonly after: number;
}

/** Whether pages of a checkpoint are compressed already. */
export function hasCompressedPages(checkpoint: Checkpoint): boolean {
  return pagemapNames(checkpoint).some((name) => pagemapOf(checkpoint, name).table !== undefined);
}

/**
 * Writes all pages images anew, with their pagemaps and the inventory.
 * @param packing how pages are compressed; undefined if they are not to be
 * @throws CheckpointError when any page cannot be read
 */
export async function repackPages(
  checkpoint: Checkpoint,
  packing: Packing | undefined,
  write: WriteFile,
): Promise<Repacked> {
  const raw = new RawRegions(checkpoint);
  const result = { images: 0, before: 0, after: 0 };
  const seen = new Set<string>();
  for (const name of pagemapNames(checkpoint)) {
    const pagemap = pagemapOf(checkpoint, name);
    if (seen.has(pagemap.pages))
      throw unfit(checkpoint, name, `${pagemap.pages} is that of another`);
    seen.add(pagemap.pages);
    const job = new PagesJob(checkpoint, name, pagemap, packing, raw.of(name));
    await job.write(write);
    result.images += 1;
    result.before += Number(pagemap.storedBytes);
    result.after += job.written;
  }
  await markInventory(checkpoint, packing !== undefined, write);
  return result;
}

function pagemapNames({ images }: Checkpoint): string[] {
  return images.names(/^pagemap-(?:shmem-)?\d+\.img$/);
}

/** @throws CheckpointError unless all of it is understood */
function pagemapOf(checkpoint: Checkpoint, name: string): Pagemap {
  const pagemap = findPagemap(checkpoint, name, pageSizeOf(checkpoint));
  const [damage] = checkpoint.damage.list;
  if (damage !== undefined) throw damage;
  if (pagemap === undefined) throw unfit(checkpoint, name, 'no such image');
  for (const { state } of pagemap.runs.within(0n, 1n << 64n)) {
    if (state === 'unplaced' || state === 'encrypted' || state === 'unknown-encoding') {
      throw unfit(checkpoint, name, `some of its pages are ${absenceText(state)}`);
    }
  }
  return pagemap;
}

function unfit({ archive, imagePrefix }: Checkpoint, name: string, why: string): CheckpointError {
  return new CheckpointError('unsupported', why, {
    file: archive.file,
    member: imagePrefix + name,
  });
}

/** Bytes that are gathered before they are written. */
const AT_ONCE = 256 * 1024;

/** One pagemap with its pages image. */
class PagesJob {
  /** Bytes of the new pages image. */
  written = 0;
  private readonly image: Image;
  private readonly pages: ByteSource | undefined;
  private readonly pageSize: number;

  constructor(
    checkpoint: Checkpoint,
    private readonly name: string,
    private readonly pagemap: Pagemap,
    private readonly packing: Packing | undefined,
    private readonly isRaw: (start: bigint, end: bigint) => boolean,
  ) {
    const source = checkpoint.images.bytes(name);
    if (source === undefined) throw unfit(checkpoint, name, 'it cannot be read');
    this.image = openImage(source);
    this.pageSize = pageSizeOf(checkpoint);
    const pages = openPages(checkpoint, pagemap);
    if (typeof pages === 'string' && pagemap.storedBytes > 0n) {
      throw unfit(checkpoint, pagemap.pages, absenceText(pages));
    }
    this.pages = typeof pages === 'string' ? undefined : pages;
    const [damage] = checkpoint.damage.list;
    if (damage !== undefined) throw damage;
  }

  async write(write: WriteFile): Promise<void> {
    const { kind, framing, bigEndian } = this.image;
    let map: Uint8Array[] = [imageHeader(kind, framing, bigEndian)];
    await write(this.name, async (mapFile) => {
      let mapEnd = 0;
      const flush = async (): Promise<void> => {
        const bytes = Buffer.concat(map);
        await mapFile.write(bytes, mapEnd);
        mapEnd += bytes.length;
        map = [];
      };
      const writeEntries = async (file?: ByteSink): Promise<void> => {
        let offset = 0;
        for (const entry of this.image.entries()) {
          const size = this.sizeOf(entry);
          map.push(await this.entry(entry, offset, size, file));
          offset += size;
          if (map.length > 1000) await flush();
        }
      };
      if (this.pages === undefined) await writeEntries();
      else await write(this.pagemap.pages, writeEntries);
      await flush();
    });
  }

  /** Bytes of the pages of an entry. */
  private sizeOf({ type, message }: ImageEntry): number {
    if (!isPagemapEntry(type)) return 0;
    const entry = message as AnyPagemapEntry;
    const isHere = (flagsOf(entry) & PageFlag.present) !== 0;
    return isHere ? Number(pageCount(entry)) * this.pageSize : 0;
  }

  /** Writes the pages of an entry. Returns the entry as it is then. */
  private async entry(
    { type, message }: ImageEntry,
    offset: number,
    size: number,
    file: ByteSink | undefined,
  ): Promise<Uint8Array> {
    const { bigEndian } = this.image;
    if (!isPagemapEntry(type)) return imageEntry(type, message, bigEndian);
    const plain = plainEntry(message as AnyPagemapEntry);
    const start = plain.vaddr ?? 0n;
    const { packing } = this;
    const isPacked = packing !== undefined && size > 0 && !this.isRaw(start, start + BigInt(size));
    if (file === undefined || size === 0)
      return imageEntry('pagemap_entry', { ...plain }, bigEndian);
    let entry = plain;
    if (isPacked) entry = packedEntry(plain, await this.pack(file, packing, offset, size));
    else await this.copy(file, offset, size);
    return imageEntry('pagemap_entry', { ...entry }, bigEndian);
  }

  private async copy(file: ByteSink, offset: number, size: number): Promise<void> {
    for (let done = 0; done < size; done += AT_ONCE) {
      await this.append(file, this.read(offset + done, Math.min(AT_ONCE, size - done)));
    }
  }

  private async pack(
    file: ByteSink,
    packing: Packing,
    offset: number,
    size: number,
  ): Promise<number[]> {
    const sizes: number[] = [];
    for (let done = 0; done < size; done += AT_ONCE) {
      const bytes = this.read(offset + done, Math.min(AT_ONCE, size - done));
      const blocks: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += this.pageSize) {
        const block = packing.pack(bytes.subarray(at, at + this.pageSize));
        sizes.push(block.length);
        blocks.push(block);
      }
      await this.append(file, Buffer.concat(blocks));
    }
    return sizes;
  }

  private read(offset: number, length: number): Uint8Array {
    return this.pages?.read(offset, length) ?? new Uint8Array(length);
  }

  private async append(file: ByteSink, bytes: Uint8Array): Promise<void> {
    await file.write(bytes, this.written);
    this.written += bytes.length;
  }
}
