import { BlockTableBuilder, type BlockTable } from '../../bytes/packed/block-table.js';
import { UNKNOWN_FIELDS, type Message } from '../../criu/message.js';
import type { Messages } from '../../criu/messages.generated.js';
import {
  blocksOf,
  pageCount,
  PageFlag,
  type AnyPagemapEntry,
  type EntryBlocks,
} from './pagemap-entry.js';
import type { PageRun } from './page-runs.js';

/** All flags that pagemap_entry.flags can have. */
const KNOWN_FLAGS = PageFlag.parent | PageFlag.lazy | PageFlag.present | PageFlag.aligned;

/** No address is higher, whatever an entry claims. */
const ADDRESS_LIMIT = 1n << 64n;

/** Blocks of one pages image: those of 64 GiB if each is a page, 24 bytes for each of them here. */
const MAX_BLOCKS = 16 * 1024 ** 2;

/** By what it is told where an entry ends whose sizes are not what it says that they are together. */
export type Trusted = 'totals' | 'sizes' | 'neither';

/**
 * Counts where in the pages image the runs lie: one behind the other, those that are present. Offsets are those
 * that they would have if none were compressed; `table` tells where they are stored.
 */
export class RunPlaces {
  /** Bytes of the pages so far. */
  offset = 0n;
  /** Bytes that they take in the image. */
  storedEnd = 0n;
  /** The first entry of which sizes and sum differ was met. */
  isContradicted = false;
  private placeKnown = true;
  private isUnderstood = true;
  private blocks: BlockTableBuilder | undefined;

  constructor(
    private readonly pageSize: bigint,
    private readonly trusted: Trusted,
    /** Told what is wrong with an entry. */
    private readonly onDamage: (sentence: string) => void,
  ) {}

  /** Where pages are stored; undefined where they lie as they are, one behind the other. */
  get table(): BlockTable | undefined {
    return this.blocks?.table();
  }

  next(type: keyof Messages, message: Message): PageRun {
    const entry = message as AnyPagemapEntry;
    const flags = flagsOf(entry);
    const start = entry.vaddr ?? 0n;
    const size = pageCount(entry) * this.pageSize;
    // An entry of a later CRIU: nothing behind it can be placed.
    if (message[UNKNOWN_FIELDS] !== undefined || (flags & ~KNOWN_FLAGS) !== 0) {
      this.isUnderstood = false;
    }
    const { offset } = this;
    const isPlaced = (flags & PageFlag.present) !== 0 && this.place(entry, flags, size);
    const end = start + size < ADDRESS_LIMIT ? start + size : ADDRESS_LIMIT;
    const isEncrypted = type === 'pagemap_entry_encrypted';
    return { start, end, offset, state: this.stateOf(flags, isPlaced, isEncrypted) };
  }

  /** PE_PARENT goes first, as in read_pagemap_page() of criu/pagemap.c. */
  private stateOf(flags: number, isPlaced: boolean, isEncrypted: boolean): PageRun['state'] {
    if (flags & PageFlag.parent) return 'parent';
    if (flags & PageFlag.present) {
      if (isEncrypted) return 'encrypted';
      if (!this.isUnderstood) return 'unknown-encoding';
      return isPlaced ? 'present' : 'unplaced';
    }
    return flags & PageFlag.lazy ? 'lazy' : 'none';
  }

  /** Takes room for the pages of an entry. Returns whether it is known where they are. */
  private place(entry: AnyPagemapEntry, flags: number, size: bigint): boolean {
    const packed = blocksOf(entry);
    const isAligned = (flags & PageFlag.aligned) !== 0;
    if (packed !== undefined || isAligned) this.blocks ??= blocksOfPlain(this.offset);
    if (isAligned) this.storedEnd = (this.storedEnd + this.pageSize - 1n) & -this.pageSize;
    const isFitting = packed === undefined || this.fits(packed, size);
    const isPlaced = isFitting && this.placeKnown;
    if (packed !== undefined && isPlaced) this.addBlocks(packed, size);
    else this.blocks?.add(Number(size), Number(this.storedEnd), isPlaced ? Number(size) : 0);
    this.storedEnd += packed === undefined ? size : this.storedBytes(packed);
    this.offset += size;
    return isPlaced;
  }

  private addBlocks({ sizes, pages }: EntryBlocks, size: bigint): void {
    const most = pages * Number(this.pageSize);
    let left = Number(size);
    let position = Number(this.storedEnd);
    for (const stored of sizes) {
      const made = Math.min(most, left);
      this.blocks?.add(made, position, stored);
      position += stored;
      left -= made;
    }
  }

  private fits({ sizes, total, pages }: EntryBlocks, size: bigint): boolean {
    const block = BigInt(pages) * this.pageSize;
    const count = (size + block - 1n) / block;
    if (BigInt(sizes.length) !== count) {
      this.onDamage(`${sizes.length} sizes of blocks where its pages make ${count} blocks`);
      return false;
    }
    if ((this.blocks?.blocks ?? 0) + sizes.length > MAX_BLOCKS) {
      this.onDamage(`more than ${MAX_BLOCKS} compressed blocks in one pages image`);
      return false;
    }
    const sum = sumOf(sizes);
    if (total === undefined || total === sum) return true;
    this.onDamage(`its blocks take ${sum} bytes, and it says that they take ${total}`);
    return false;
  }

  private storedBytes({ sizes, total }: EntryBlocks): bigint {
    const sum = sumOf(sizes);
    if (total === undefined || total === sum) return sum;
    this.isContradicted = true;
    if (this.trusted === 'neither') this.placeKnown = false;
    return this.trusted === 'sizes' ? sum : total;
  }
}

/** Pages as they are, up to the first entry that is stored otherwise. */
function blocksOfPlain(size: bigint): BlockTableBuilder {
  const builder = new BlockTableBuilder();
  builder.add(Number(size), 0, Number(size));
  return builder;
}

function sumOf(sizes: readonly number[]): bigint {
  return BigInt(sizes.reduce((sum, each) => sum + each, 0));
}

/** As init_compat_pagemap_entry() of criu/pagemap.c: old images have in_parent or nothing. */
export function flagsOf({ flags, in_parent }: AnyPagemapEntry): number {
  if (in_parent === true) return (flags ?? 0) | PageFlag.parent;
  return flags ?? PageFlag.present;
}
