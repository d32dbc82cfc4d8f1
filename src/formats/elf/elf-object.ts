import { ElfFields, type ElfLayout } from './elf-fields.js';
import {
  ELF_HEADER_SIZE,
  parseElfHeader,
  programHeaderSize,
  type ElfHeader,
} from './elf-header.js';

/** Reads bytes of an object where they lie; undefined where they are not all there. */
export type ReadAt = (at: bigint, length: number) => Uint8Array | undefined;

/** A program header (ELF gABI: program header). */
export interface ProgramHeader {
  readonly type: number;
  readonly flags: number;
  readonly offset: bigint;
  readonly address: bigint;
  readonly fileSize: bigint;
  readonly memorySize: bigint;
}

export const SegmentType = {
  load: 1,
  dynamic: 2,
  interpreter: 3,
  note: 4,
  gnuStack: 0x6474e551,
} as const;

/** Bits of ProgramHeader.flags. */
export const SegmentFlag = { execute: 1, write: 2, read: 4 } as const;

/** Real programs have some dozen. */
const MAX_HEADERS = 512;

/** An object's header and program headers. */
export interface ElfObject {
  readonly header: ElfHeader;
  readonly segments: readonly ProgramHeader[];
}

/**
 * Reads the headers of an object that begins at `start`, in a file or in memory, where the headers are part of
 * the first segment. Undefined when there is none, or its headers are not there.
 */
export function readElfObject(read: ReadAt, start = 0n): ElfObject | undefined {
  const header = parseElfHeader(read(start, ELF_HEADER_SIZE) ?? new Uint8Array(0));
  if (header === undefined) return undefined;
  const { offset, count } = header.programHeaders;
  const size = programHeaderSize(header.wide);
  if (count > MAX_HEADERS) return undefined;
  if (count === 0) return { header, segments: [] };
  const bytes = read(start + offset, count * size);
  if (bytes === undefined) return undefined;
  const segments = Array.from({ length: count }, (_, index) =>
    parseProgramHeader(bytes.subarray(index * size, (index + 1) * size), header),
  );
  return { header, segments };
}

function parseProgramHeader(bytes: Uint8Array, layout: ElfLayout): ProgramHeader {
  const fields = new ElfFields(bytes, layout);
  const { wide } = layout;
  const word = wide ? 8 : 4;
  const at = (index: number) => fields.address((wide ? 8 : 4) + index * word);
  return {
    type: fields.word(0),
    flags: fields.word(wide ? 4 : 24),
    offset: at(0),
    address: at(1),
    fileSize: at(3),
    memorySize: at(4),
  };
}

/** The lowest address of the segments that are loaded: what a position-independent object is moved from. */
export function lowestAddress(segments: readonly ProgramHeader[]): bigint {
  const loads = segments.filter(({ type }) => type === SegmentType.load);
  return (
    loads.reduce<bigint | undefined>(
      (least, { address }) => (least === undefined || address < least ? address : least),
      undefined,
    ) ?? 0n
  );
}
