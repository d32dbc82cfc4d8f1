/** How the fields of an ELF object are laid out. */
export interface ElfLayout {
  /** 64 bits. */
  readonly wide: boolean;
  readonly bigEndian: boolean;
}

/** Fields of an ELF object in its byte order. Offsets have to lie in the bytes. */
export class ElfFields {
  private readonly view: DataView;

  constructor(
    bytes: Uint8Array,
    private readonly layout: ElfLayout,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Elf64_Half. */
  half(at: number): number {
    return this.view.getUint16(at, !this.layout.bigEndian);
  }

  /** Elf64_Word. */
  word(at: number): number {
    return this.view.getUint32(at, !this.layout.bigEndian);
  }

  /** Elf64_Addr, Elf64_Off, Elf64_Xword; Elf32_Word of a 32-bit object. */
  address(at: number): bigint {
    return this.layout.wide
      ? this.view.getBigUint64(at, !this.layout.bigEndian)
      : BigInt(this.word(at));
  }
}
