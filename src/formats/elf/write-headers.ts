import { programHeaderSize } from './elf-header.js';
import type { ElfLayout } from './elf-fields.js';
import type { ProgramHeader } from './elf-object.js';

/** What a header that is made anew tells; it has no sections. */
export interface MadeHeader {
  readonly layout: ElfLayout;
  /** EM_*. */
  readonly machine: number;
  readonly entry: bigint;
  /** Where the program headers lie in the file. */
  readonly tableOffset: bigint;
  readonly count: number;
}

const ET_DYN = 3;

/** Bytes of an ELF header (ELF gABI: ELF header). */
export function elfHeaderBytes(made: MadeHeader): Uint8Array {
  const { layout, machine, entry, tableOffset, count } = made;
  const { wide, bigEndian } = layout;
  const size = wide ? 64 : 52;
  const bytes = new Uint8Array(size);
  const fields = new Fields(bytes, layout);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, bigEndian ? 2 : 1, 1]);
  fields.half(16, ET_DYN);
  fields.half(18, machine);
  fields.word(20, 1);
  fields.address(24, entry);
  fields.address(wide ? 32 : 28, tableOffset);
  const sizes = wide ? 52 : 40;
  fields.half(sizes, size);
  fields.half(sizes + 2, programHeaderSize(wide));
  fields.half(sizes + 4, count);
  return bytes;
}

/** The table of program headers (ELF gABI: program header). */
export function programHeaderBytes(
  segments: readonly ProgramHeader[],
  layout: ElfLayout,
): Uint8Array {
  const { wide } = layout;
  const size = programHeaderSize(wide);
  const word = wide ? 8 : 4;
  const bytes = new Uint8Array(segments.length * size);
  const fields = new Fields(bytes, layout);
  for (const [index, each] of segments.entries()) {
    const at = index * size;
    fields.word(at, each.type);
    fields.word(at + (wide ? 4 : 24), each.flags);
    const { offset, address, fileSize, memorySize } = each;
    for (const [place, value] of [offset, address, address, fileSize, memorySize].entries()) {
      fields.address(at + (wide ? 8 : 4) + place * word, value);
    }
    fields.address(at + (wide ? 48 : 28), PAGE);
  }
  return bytes;
}

/** p_align of what lies at pages. */
const PAGE = 0x1000n;

/** Writes the numbers of an object in its byte order. */
class Fields {
  private readonly view: DataView;

  constructor(
    bytes: Uint8Array,
    private readonly layout: ElfLayout,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  half(at: number, value: number): void {
    this.view.setUint16(at, value, !this.layout.bigEndian);
  }

  word(at: number, value: number): void {
    this.view.setUint32(at, value, !this.layout.bigEndian);
  }

  address(at: number, value: bigint): void {
    if (this.layout.wide) this.view.setBigUint64(at, value, !this.layout.bigEndian);
    else this.word(at, Number(BigInt.asUintN(32, value)));
  }
}
