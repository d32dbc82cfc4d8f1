import { DynamicTag, type DynamicSection } from '../../../formats/elf/dynamic-section.js';
import { parseElfHeader, ELF_HEADER_SIZE } from '../../../formats/elf/elf-header.js';
import type { ElfLayout } from '../../../formats/elf/elf-fields.js';
import type { ReadAt } from '../../../formats/elf/elf-object.js';
import type { AddressSpace } from '../../../model/memory/address-space.js';
import type { Region } from '../../../model/memory/regions.js';
import { findDynamicSections } from './find-dynamic-sections.js';

/** A program or library in memory of no file whose header is not there: wiped, or never copied. */
export interface HeadlessImage {
  readonly start: bigint;
  /** Neighbours, from `start` on. */
  readonly regions: readonly Region[];
  readonly dynamic: {
    readonly address: bigint;
    readonly size: bigint;
    readonly section: DynamicSection;
    /** Whether the linker has put addresses of memory into it. */
    readonly isMoved: boolean;
  };
}

/**
 * Programs are told by their dynamic sections, whose tables of strings and symbols have to lie where they say:
 * either from the beginning of a region on, or at addresses. What has none (a static program) cannot be told from
 * the code of a compiler.
 */
export function* headlessImages(space: AddressSpace, layout: ElfLayout): Generator<HeadlessImage> {
  const read: ReadAt = (at, length) => {
    const { bytes, absent } = space.read(at, length);
    return absent.length > 0 ? undefined : bytes;
  };
  for (const regions of clustersIn(space)) {
    let told = 0n;
    for (const found of findDynamicSections(space, regions, read, layout)) {
      if (found.address < told) continue;
      const image = imageOf(regions, found, read, layout);
      if (image === undefined || hasHeader(read, image.start)) continue;
      told = image.regions.at(-1)?.end ?? told;
      yield image;
    }
  }
}

/** Regions of no file that follow each other without a gap, and of which one can be executed. */
function* clustersIn({ regions }: AddressSpace): Generator<readonly Region[]> {
  let cluster: Region[] = [];
  const isProgram = (): boolean => cluster.some(({ executable }) => executable);
  for (const region of regions) {
    const isOwn = ['anonymous', 'shared-anonymous', 'system-v'].includes(region.backing.kind);
    if (!isOwn || cluster.at(-1)?.end !== region.start) {
      if (isProgram()) yield cluster;
      cluster = [];
    }
    if (isOwn) cluster.push(region);
  }
  if (isProgram()) yield cluster;
}

function imageOf(
  regions: readonly Region[],
  { address, size, section }: { address: bigint; size: bigint; section: DynamicSection },
  read: ReadAt,
  layout: ElfLayout,
): HeadlessImage | undefined {
  const strings = section.get(DynamicTag.stringTable);
  const symbols = section.get(DynamicTag.symbolTable);
  if (strings === undefined || symbols === undefined) return undefined;
  const first = strings < symbols ? strings : symbols;
  const at = regions.findIndex(({ end }) => address < end);
  const image = (index: number, isMoved: boolean): HeadlessImage | undefined => {
    const start = regions[index]?.start;
    if (start === undefined || start > address) return undefined;
    const bias = isMoved ? 0n : start;
    if (!hasTables(read, bias + strings, bias + symbols, layout)) return undefined;
    const dynamic = { address, size, section, isMoved };
    return { start, regions: regions.slice(index, endOf(regions, at)), dynamic };
  };
  const holder = regions.findIndex(({ start, end }) => start <= first && first < end);
  if (holder >= 0) return image(holder, true);
  for (let index = at; index >= 0; index--) {
    const found = image(index, false);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Data that is not in the file follows; code does not. */
function endOf(regions: readonly Region[], at: number): number {
  let end = at + 1;
  while (regions[end]?.executable === false && regions[end]?.writable === true) end += 1;
  return end;
}

/** The first string is empty, and the first symbol is all zeros (gABI: string table, STN_UNDEF). */
function hasTables(read: ReadAt, strings: bigint, symbols: bigint, { wide }: ElfLayout): boolean {
  const [first, second = 0] = read(strings, 2) ?? [];
  const symbol = read(symbols, wide ? 24 : 16);
  return first === 0 && second !== 0 && symbol?.every((byte) => byte === 0) === true;
}

function hasHeader(read: ReadAt, start: bigint): boolean {
  return parseElfHeader(read(start, ELF_HEADER_SIZE) ?? new Uint8Array(0)) !== undefined;
}
