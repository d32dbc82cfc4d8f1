import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { ElfMachine } from './elf-machine.js';
import { FieldWriter } from './field-writer.js';

/** A PT_LOAD: a run of memory, of which what has bytes comes first. */
export interface CoreSegment {
  readonly start: bigint;
  readonly end: bigint;
  /** First address without bytes; `start` for a segment without any. */
  readonly bytesEnd: bigint;
  /** What the process may do there; undefined where no image tells it. */
  readonly region:
    | { readonly readable: boolean; readonly writable: boolean; readonly executable: boolean }
    | undefined;
}

/** Where everything stands in a core file. */
export interface CoreLayout {
  /** ELF header, program headers and notes: the beginning of the file. */
  readonly head: Uint8Array;
  /** What stands at the end of the file, if there is anything. */
  readonly tail: { readonly offset: number; readonly bytes: Uint8Array } | undefined;
  /** File offset of each segment's bytes. */
  readonly offsets: readonly number[];
  /** Bytes of the file, its holes among them. */
  readonly fileSize: number;
}

const ET_CORE = 4;
const PT_LOAD = 1;
const PT_NOTE = 4;

/** e_phnum of a file with more segments than fit: their number stands in a section header. */
const PN_XNUM = 0xffff;

/** Most bytes of a file that can be told exactly here. */
const MAX_SIZE = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Lays out a core file (ELF gABI): header, a PT_NOTE, a PT_LOAD for each segment, the notes, and from
 * the next page on the bytes of the segments.
 * @throws CheckpointError `limit` when the file is too large for its class
 */
export function layOutCore(
  machine: ElfMachine,
  notes: Uint8Array,
  segments: readonly CoreSegment[],
  pageSize: number,
): CoreLayout {
  const wide = machine.layout.wordBytes === 8;
  const count = segments.length + 1;
  const headerSize = wide ? 64 : 52;
  const entrySize = wide ? 56 : 32;
  const notesOffset = headerSize + count * entrySize;
  const firstPage = roundUp(BigInt(notesOffset + notes.length), pageSize);
  const { offsets, end } = placeSegments(segments, firstPage, pageSize);
  const extended = count >= PN_XNUM;
  const fileSize = extended ? end + BigInt(wide ? 64 : 40) : end;
  if (fileSize > (wide ? MAX_SIZE : 0xffff_ffffn)) {
    const sentence = `a core file of ${fileSize} bytes, which is too large for ${wide ? 64 : 32} bits`;
    throw new CheckpointError('limit', sentence);
  }

  const writer = new FieldWriter(machine.layout);
  writer
    .raw(Buffer.from('\x7fELF', 'latin1'))
    .u8(wide ? 2 : 1)
    .u8(machine.layout.bigEndian ? 2 : 1);
  // EI_VERSION; EI_OSABI and the rest are 0.
  writer.u8(1).upTo(16).u16(ET_CORE).u16(machine.elfMachine).u32(1);
  writer
    .word(0)
    .word(headerSize)
    .word(extended ? end : 0)
    .u32(machine.elfFlags);
  writer
    .u16(headerSize)
    .u16(entrySize)
    .u16(extended ? PN_XNUM : count);
  writer
    .u16(extended ? (wide ? 64 : 40) : 0)
    .u16(extended ? 1 : 0)
    .u16(0);

  const header = { type: PT_NOTE, flags: 0, offset: BigInt(notesOffset), align: 4 };
  programHeader(writer, { ...header, address: 0n, fileSize: BigInt(notes.length), memorySize: 0n });
  for (const [index, segment] of segments.entries()) {
    programHeader(writer, {
      type: PT_LOAD,
      flags: flagsOf(segment),
      offset: BigInt(offsets[index] ?? 0),
      address: segment.start,
      fileSize: segment.bytesEnd - segment.start,
      memorySize: segment.end - segment.start,
      align: pageSize,
    });
  }
  writer.raw(notes);
  return {
    head: writer.finish(),
    tail: extended ? { offset: Number(end), bytes: countSection(machine, count) } : undefined,
    offsets,
    fileSize: Number(fileSize),
  };
}

interface ProgramHeader {
  readonly type: number;
  readonly flags: number;
  readonly offset: bigint;
  readonly address: bigint;
  readonly fileSize: bigint;
  readonly memorySize: bigint;
  readonly align: number;
}

/** Elf64_Phdr and Elf32_Phdr have their flags in different places. */
function programHeader(writer: FieldWriter, header: ProgramHeader): void {
  const wide = writer.layout.wordBytes === 8;
  writer.u32(header.type);
  if (wide) writer.u32(header.flags);
  writer.word(header.offset).word(header.address).word(0);
  writer.word(header.fileSize).word(header.memorySize);
  if (!wide) writer.u32(header.flags);
  writer.word(header.align);
}

/** The one section header of a file with PN_XNUM: sh_info is the number of segments. */
function countSection(machine: ElfMachine, count: number): Uint8Array {
  const writer = new FieldWriter(machine.layout);
  // sh_name, sh_type; sh_flags, sh_addr, sh_offset; sh_size is the number of sections.
  writer.u32(0).u32(0).word(0).word(0).word(0).word(1);
  return writer.u32(0).u32(count).word(0).word(0).finish();
}

function placeSegments(segments: readonly CoreSegment[], from: bigint, pageSize: number) {
  let end = from;
  const offsets = segments.map(({ start, bytesEnd }) => {
    const offset = end;
    end = roundUp(offset + (bytesEnd - start), pageSize);
    return Number(offset);
  });
  return { offsets, end };
}

/** PF_R, PF_W and PF_X; of pages whose region is not known it is only known that they are there. */
function flagsOf({ region }: CoreSegment): number {
  if (region === undefined) return 4;
  const { readable, writable, executable } = region;
  return (readable ? 4 : 0) | (writable ? 2 : 0) | (executable ? 1 : 0);
}

function roundUp(size: bigint, multiple: number): bigint {
  const unit = BigInt(multiple);
  return ((size + unit - 1n) / unit) * unit;
}
