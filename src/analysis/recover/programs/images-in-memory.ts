import {
  readElfObject,
  SegmentType,
  type ElfObject,
  type ReadAt,
} from '../../../formats/elf/elf-object.js';
import type { ElfHeader } from '../../../formats/elf/elf-header.js';
import type { AddressSpace } from '../../../model/memory/address-space.js';
import type { Region } from '../../../model/memory/regions.js';
import { memoryBytes, type MemoryRange } from '../memory-bytes.js';
import type { Recovered } from '../recovered.js';
import { findMagics } from './find-magics.js';
import { withoutSections } from './without-sections.js';

const MAGIC = Buffer.from('\x7fELF', 'latin1');

/** Objects of one process; only forged memory has more. */
const MAX_OBJECTS = 1000;

const LEAST_PAGE = 4096n;

/** Bytes of one; what a header claims beyond is not believed. */
const MAX_SIZE = 4n * 1024n ** 3n;

/**
 * ELF programs and libraries in memory that no file lies behind: copies of files, and loaded ones, which are put
 * together from their segments.
 * @param seen where those lie that were told already; shared memory is met in every process that has it
 */
export function* imagesInMemory(
  pid: number,
  space: AddressSpace,
  seen: Set<string>,
): Generator<Recovered> {
  const read: ReadAt = (at, length) => {
    const { bytes, absent } = space.read(at, length);
    return absent.length > 0 ? undefined : bytes;
  };
  let count = 0;
  for (const region of space.regions.filter(isOwn)) {
    for (const start of findMagics(space, region, MAGIC)) {
      const object = readElfObject(read, start);
      if (object === undefined || !isProgram(object)) continue;
      const key = placeOf(space, start);
      if (key === undefined || seen.has(key.text)) continue;
      seen.add(key.text);
      const found = recovered(pid, space, region, start, object, read);
      if (found === undefined) continue;
      if (++count > MAX_OBJECTS) return;
      yield { ...found, source: { pids: [pid], address: start, ...key.source } };
    }
  }
}

function isOwn({ backing }: Region): boolean {
  return ['anonymous', 'shared-anonymous', 'system-v'].includes(backing.kind);
}

function isProgram({ header, segments }: ElfObject): boolean {
  const isKind = header.type === 'EXEC' || header.type === 'DYN';
  return isKind && segments.some(({ type }) => type === SegmentType.load);
}

function recovered(
  pid: number,
  space: AddressSpace,
  region: Region,
  start: bigint,
  object: ElfObject,
  read: ReadAt,
): Omit<Recovered, 'source'> | undefined {
  const common = { kind: 'executables', isProgram: true } as const;
  const name = `${pid}-${start.toString(16)}`;
  const copied = copySize(object, start, region, read);
  if (copied !== undefined) {
    const range = { start, end: start + copied, at: 0 };
    const what = 'copy of an ELF file in memory';
    return {
      ...common,
      name: `${name}-copy`,
      what,
      ...memoryBytes(space, [range], Number(copied)),
    };
  }
  const ranges = loadedRanges(object, start);
  if (ranges === undefined) return undefined;
  const size = ranges.reduce(
    (end, range) => Math.max(end, range.at + Number(range.end - range.start)),
    0,
  );
  const file = memoryBytes(space, ranges, size);
  return {
    ...common,
    name: `${name}-loaded`,
    what: 'ELF program in memory, put together from its segments',
    ...withoutSections(file, object.header),
  };
}

/** How long a copy of the file is, if this is one. */
export function copySize(
  { header, segments }: ElfObject,
  start: bigint,
  region: Pick<Region, 'end'>,
  read: ReadAt,
): bigint | undefined {
  const tableEnd = sectionsEnd(header, start, region, read);
  if (tableEnd === undefined) return undefined;
  const end = segments.reduce((most, segment) => {
    const last = segment.type === SegmentType.load ? segment.offset + segment.fileSize : 0n;
    return last > most ? last : most;
  }, tableEnd);
  return end > MAX_SIZE || start + end > region.end ? undefined : end;
}

/**
 * Where the table of sections ends, in the file. It is never loaded, and a copy of the file has it where the header
 * says, with an entry of zeros first (gABI: SHN_UNDEF): undefined when it is not there.
 */
export function sectionsEnd(
  { wide, sectionHeaders: { offset, entrySize, count } }: ElfHeader,
  start: bigint,
  region: Pick<Region, 'end'>,
  read: ReadAt,
): bigint | undefined {
  if (offset === 0n || count === 0 || entrySize < (wide ? 64 : 40)) return undefined;
  const end = offset + BigInt(count * entrySize);
  if (end > MAX_SIZE || start + end > region.end) return undefined;
  if (read(start + offset, entrySize)?.every((byte) => byte === 0) !== true) return undefined;
  const second = count > 1 ? read(start + offset + BigInt(entrySize), entrySize) : undefined;
  return second?.some((byte) => byte !== 0) === false ? undefined : end;
}

/** Where the loaded segments lie; the one that the header is in tells what they were moved by. */
function loadedRanges({ segments }: ElfObject, start: bigint): MemoryRange[] | undefined {
  const loads = segments.filter(({ type }) => type === SegmentType.load);
  // What is loaded lies at pages; a header elsewhere is one that somebody had read.
  if (start % LEAST_PAGE !== 0n) return undefined;
  const withHeader = loads.find(({ offset, fileSize }) => offset === 0n && fileSize > 0n);
  if (withHeader === undefined) return undefined;
  const bias = start - withHeader.address;
  let end = 0n;
  const ranges: MemoryRange[] = [];
  const sorted = [...loads].sort((a, b) => (a.offset < b.offset ? -1 : 1));
  for (const { offset, address, fileSize } of sorted) {
    if (offset + fileSize > MAX_SIZE || bias + address < 0n) return undefined;
    // Segments that share a page of the file: it comes from the first.
    const skip = offset < end ? end - offset : 0n;
    if (skip >= fileSize) continue;
    const from = bias + address + skip;
    ranges.push({ start: from, end: bias + address + fileSize, at: Number(offset + skip) });
    end = offset + fileSize;
  }
  return ranges;
}

function placeOf(
  space: AddressSpace,
  start: bigint,
): { readonly text: string; readonly source: { member: string; offset: number } } | undefined {
  const [extent] = space.extents(start, start + 1n);
  if (extent?.backing.kind !== 'stored') return undefined;
  const { member, offset } = extent.backing;
  return { text: `${member}:${offset}`, source: { member, offset } };
}
