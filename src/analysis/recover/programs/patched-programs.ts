import {
  ELF_HEADER_SIZE,
  parseElfHeader,
  type ElfHeader,
} from '../../../formats/elf/elf-header.js';
import { SegmentType, type ProgramHeader } from '../../../formats/elf/elf-object.js';
import { fileTableOf } from '../../../model/file-table.js';
import { remapsOf } from '../../../model/remaps.js';
import type { AddressSpace } from '../../../model/memory/address-space.js';
import type { ProcessMemory } from '../../../model/memory/memory-view.js';
import type { Region } from '../../../model/memory/regions.js';
import { memoryBytes, type MemoryRange } from '../memory-bytes.js';
import type { RecoverContext, Recovered } from '../recovered.js';
import { codeFormOf } from './code-form.js';
import { entryOf, flagsOf, withMadeHeaders } from './rebuilt-images.js';
import { withoutSections } from './without-sections.js';
import { addTo } from '../../../model/group-by.js';

/**
 * Programs and libraries whose code is not that of their files: pages of it were saved, as only those are that a
 * process changed. Each is put together from all that is mapped of the file; what the process did not change is in
 * the file alone, which --sysroot gives.
 */
export function* patchedPrograms(
  { view }: RecoverContext,
  process: ProcessMemory,
  space: AddressSpace,
): Generator<Recovered> {
  const { checkpoint } = view;
  const { pid } = process;
  const form = codeFormOf(checkpoint, process);
  const remaps = remapsOf(checkpoint);
  const injected = space.regions.find(({ executable }) => executable)?.start;
  const files = new Map<number, Region[]>();
  for (const region of space.regions) {
    const { backing } = region;
    if (backing.kind !== 'file' || region.shared || remaps.has(backing.file)) continue;
    addTo(files, backing.file, region);
  }
  for (const [file, regions] of files) {
    const changed = regions.find(
      (region) => region.executable && hasOwnPages(space, region, injected, view.memory.pageSize),
    );
    if (changed === undefined) continue;
    const path = fileTableOf(checkpoint).regular(file)?.name ?? `file 0x${file.toString(16)}`;
    const size = fileTableOf(checkpoint).regular(file)?.size;
    const ranges = rangesOf(regions, size);
    const end = ranges.reduce(
      (last, each) => Math.max(last, each.at + Number(each.end - each.start)),
      0,
    );
    const bytes = memoryBytes(space, ranges, end);
    const header = headerOf(space, ranges);
    const common = {
      kind: 'executables',
      isProgram: true,
      name: `${pid}-${changed.start.toString(16)}-${path.slice(path.lastIndexOf('/') + 1)}`,
      source: { pids: [pid], address: changed.start },
    } as const;
    const what = `${path} with changed code, as it is mapped`;
    if (header !== undefined) yield { ...common, what, ...withoutSections(bytes, header) };
    else if (form === undefined) yield { ...common, what, ...bytes };
    else {
      yield {
        ...common,
        what: `${what}, with a header made of the mappings`,
        ...withMadeHeaders(bytes, mappedSegments(regions, ranges), {
          ...form,
          entry: entryIn(process, regions),
        }),
      };
    }
  }
}

/**
 * Whether pages of code were saved. CRIU itself writes a system call to the beginning of the first code that a
 * process has, and puts back what was there (compel/src/lib/infect.c): that page counts for nothing.
 */
function hasOwnPages(
  space: AddressSpace,
  { start, end }: Region,
  injected: bigint | undefined,
  pageSize: number,
): boolean {
  const from = start === injected ? start + BigInt(pageSize) : start;
  for (const { backing } of space.extents(from < end ? from : end, end)) {
    const isOwn = backing.kind === 'stored' && ['pages', 'parent'].includes(backing.origin);
    if (isOwn) return true;
  }
  return false;
}

/** The header is at hand where its page was saved, or a sysroot given. */
function headerOf(space: AddressSpace, ranges: readonly MemoryRange[]): ElfHeader | undefined {
  const first = ranges.find(({ at }) => at === 0);
  if (first === undefined) return undefined;
  const { bytes, absent } = space.read(first.start, ELF_HEADER_SIZE);
  return absent.length > 0 ? undefined : parseElfHeader(bytes);
}

/** What the kernel was asked to map tells permissions, and addresses from where the file begins. */
function mappedSegments(
  regions: readonly Region[],
  ranges: readonly MemoryRange[],
): ProgramHeader[] {
  const bias = biasOf(regions);
  return ranges.map(({ start, end, at }) => {
    const region = regions.find((each) => each.start <= start && start < each.end);
    const size = end - start;
    return {
      type: SegmentType.load,
      flags: region === undefined ? 0 : flagsOf(region),
      offset: BigInt(at),
      address: start - bias,
      fileSize: size,
      memorySize: size,
    };
  });
}

function biasOf([first]: readonly Region[]): bigint {
  if (first?.backing.kind !== 'file') return 0n;
  return first.start > first.backing.offset ? first.start - first.backing.offset : 0n;
}

function entryIn(process: ProcessMemory, regions: readonly Region[]): bigint {
  const entry = entryOf(process);
  return regions.some(({ start, end }) => start <= entry && entry < end)
    ? entry - biasOf(regions)
    : 0n;
}

/** By offset in the file; of what is mapped twice the first. What lies behind the file's end is no part of it. */
function rangesOf(regions: readonly Region[], size: bigint | undefined): MemoryRange[] {
  let end = 0n;
  const ranges: MemoryRange[] = [];
  const offsetOf = ({ backing }: Region) => (backing.kind === 'file' ? backing.offset : 0n);
  const sorted = [...regions].sort((a, b) => (offsetOf(a) < offsetOf(b) ? -1 : 1));
  for (const region of sorted) {
    const offset = offsetOf(region);
    const last = offset + region.end - region.start;
    const stop = size !== undefined && size < last ? size : last;
    const from = offset < end ? end : offset;
    if (from >= stop) continue;
    const shift = region.start - offset;
    ranges.push({ start: from + shift, end: stop + shift, at: Number(from) });
    end = stop;
  }
  return ranges;
}
