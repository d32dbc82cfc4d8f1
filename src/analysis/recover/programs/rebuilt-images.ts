import { SegmentFlag, SegmentType, type ProgramHeader } from '../../../formats/elf/elf-object.js';
import type { ElfLayout } from '../../../formats/elf/elf-fields.js';
import { elfHeaderBytes, programHeaderBytes } from '../../../formats/elf/write-headers.js';
import { isAbsent } from '../../../model/absent.js';
import type { AddressSpace } from '../../../model/memory/address-space.js';
import type { ProcessMemory } from '../../../model/memory/memory-view.js';
import { auxiliaryVectorOf } from '../../../model/process-facts/auxiliary-vector.js';
import type { Region } from '../../../model/memory/regions.js';
import { memoryBytes } from '../memory-bytes.js';
import type { FileBytes, Part, Recovered } from '../recovered.js';
import { headlessImages, type HeadlessImage } from './headless-images.js';

/** The processor and form of a process's code. */
export interface CodeForm {
  readonly layout: ElfLayout;
  /** EM_*. */
  readonly machine: number;
}

/**
 * Images whose headers were wiped, as files that readers take: with a header and program headers made of the
 * regions that they lie in and of their dynamic sections. What lay in the header before is in memory alone.
 */
export function* rebuiltImages(
  process: ProcessMemory,
  space: AddressSpace,
  form: CodeForm,
): Generator<Recovered> {
  const { pid } = process;
  for (const image of headlessImages(space, form.layout)) {
    const { start } = image;
    yield {
      kind: 'executables',
      isProgram: true,
      name: `${pid}-${start.toString(16)}-rebuilt`,
      what: 'ELF program in memory without its header, which was made anew from its regions and dynamic section',
      source: { pids: [pid], address: start },
      ...rebuilt(space, image, form, entryOf(process)),
    };
  }
}

function rebuilt(
  space: AddressSpace,
  { start, regions, dynamic }: HeadlessImage,
  form: CodeForm,
  entry: bigint,
): FileBytes {
  // The dynamic section tells addresses from the beginning on, or those of memory.
  const bias = dynamic.isMoved ? 0n : start;
  const end = regions.at(-1)?.end ?? start;
  const segments: ProgramHeader[] = [
    ...regions.map((region) => ({
      ...placed(region.start, region.end, start, bias),
      type: SegmentType.load,
      flags: flagsOf(region),
    })),
    {
      ...placed(dynamic.address, dynamic.address + dynamic.size, start, bias),
      type: SegmentType.dynamic,
      flags: SegmentFlag.read | SegmentFlag.write,
    },
  ];
  const isIn = start <= entry && entry < end;
  const ranges = regions.map((region) => ({
    start: region.start,
    end: region.end,
    at: Number(region.start - start),
  }));
  return withMadeHeaders(memoryBytes(space, ranges, Number(end - start)), segments, {
    ...form,
    entry: isIn ? entry - bias : 0n,
  });
}

function placed(
  from: bigint,
  to: bigint,
  start: bigint,
  bias: bigint,
): Omit<ProgramHeader, 'type' | 'flags'> {
  return { offset: from - start, address: from - bias, fileSize: to - from, memorySize: to - from };
}

/** The file with a header in place of its first bytes, and its program headers behind all else. */
export function withMadeHeaders(
  file: FileBytes,
  segments: readonly ProgramHeader[],
  { layout, machine, entry }: CodeForm & { readonly entry: bigint },
): FileBytes {
  const tableOffset = Math.ceil(Number(file.size ?? 0) / 8) * 8;
  const table = programHeaderBytes(segments, layout);
  const header = elfHeaderBytes({
    layout,
    machine,
    entry,
    tableOffset: BigInt(tableOffset),
    count: segments.length,
  });
  const end = BigInt(header.length);
  return {
    size: tableOffset + table.length,
    missing: file.missing.flatMap((range) => {
      if (range.end <= end) return [];
      return range.start < end ? { ...range, start: end } : range;
    }),
    parts: () => joined(header, file, { at: tableOffset, bytes: table }),
  };
}

async function* joined(header: Uint8Array, file: FileBytes, table: Part): AsyncGenerator<Part> {
  yield { at: 0, bytes: header };
  for await (const { at, bytes } of file.parts()) {
    const cut = Math.min(Math.max(header.length - at, 0), bytes.length);
    if (cut < bytes.length) yield { at: at + cut, bytes: bytes.subarray(cut) };
  }
  yield table;
}

export function flagsOf({
  readable,
  writable,
  executable,
}: Pick<Region, 'readable' | 'writable' | 'executable'>): number {
  return (
    (readable ? SegmentFlag.read : 0) |
    (writable ? SegmentFlag.write : 0) |
    (executable ? SegmentFlag.execute : 0)
  );
}

/** Where the kernel began the program (getauxval(3)). */
const AT_ENTRY = 9n;

export function entryOf({ mm }: ProcessMemory): bigint {
  if (isAbsent(mm)) return 0n;
  return auxiliaryVectorOf(mm).find(({ type }) => type === AT_ENTRY)?.value ?? 0n;
}
