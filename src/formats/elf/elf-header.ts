import { ElfFields } from './elf-fields.js';

/** The header of an ELF object (ELF gABI: ELF header). */
export interface ElfHeader {
  readonly wide: boolean;
  readonly bigEndian: boolean;
  /** ET_REL, ET_EXEC, ET_DYN, ET_CORE. */
  readonly type: ElfType;
  /** EM_*. */
  readonly machine: number;
  readonly entry: bigint;
  readonly programHeaders: ElfTable;
  readonly sectionHeaders: ElfTable;
  readonly size: number;
}

export type ElfType = 'REL' | 'EXEC' | 'DYN' | 'CORE';

/** A table in the file. */
export interface ElfTable {
  readonly offset: bigint;
  readonly entrySize: number;
  readonly count: number;
}

/** Bytes of the longest header. */
export const ELF_HEADER_SIZE = 64;

const MAGIC = [0x7f, 0x45, 0x4c, 0x46];
const TYPES: readonly (ElfType | undefined)[] = [undefined, 'REL', 'EXEC', 'DYN', 'CORE'];

/**
 * The header that bytes begin with; undefined for bytes that only begin like one: class, byte order, version,
 * type and the sizes of headers are each checked.
 */
export function parseElfHeader(bytes: Uint8Array): ElfHeader | undefined {
  if (bytes.length < 52 || MAGIC.some((byte, index) => bytes[index] !== byte)) return undefined;
  const [, , , , fileClass, data, version] = bytes;
  if (version !== 1 || (fileClass !== 1 && fileClass !== 2) || (data !== 1 && data !== 2)) {
    return undefined;
  }
  const wide = fileClass === 2;
  if (wide && bytes.length < ELF_HEADER_SIZE) return undefined;
  const fields = new ElfFields(bytes, { wide, bigEndian: data === 2 });
  const type = TYPES[fields.half(16)];
  const size = wide ? 64 : 52;
  const sizes = wide ? 52 : 40;
  const entrySize = fields.half(sizes + 2);
  const count = fields.half(sizes + 4);
  if (type === undefined || fields.word(20) !== 1 || fields.half(sizes) !== size) return undefined;
  if (count > 0 && entrySize !== programHeaderSize(wide)) return undefined;
  const machine = fields.half(18);
  if (machine === 0) return undefined;
  return {
    wide,
    bigEndian: data === 2,
    type,
    machine,
    entry: fields.address(24),
    programHeaders: { offset: fields.address(wide ? 32 : 28), entrySize, count },
    sectionHeaders: {
      offset: fields.address(wide ? 40 : 32),
      entrySize: fields.half(sizes + 6),
      count: fields.half(sizes + 8),
    },
    size,
  };
}

export function programHeaderSize(wide: boolean): number {
  return wide ? 56 : 32;
}
