import { decodeText } from '../../bytes/text.js';
import { DynamicTag, type DynamicSection } from './dynamic-section.js';
import { ElfFields, type ElfLayout } from './elf-fields.js';
import type { ReadAt } from './elf-object.js';

/** A symbol (ELF gABI: symbol table). */
export interface ElfSymbol {
  readonly name: string;
  /** As the object is linked. */
  readonly value: bigint;
  readonly size: bigint;
  readonly type: 'function' | 'object' | 'indirect function' | 'other';
  /** SHN_UNDEF: it is another object's. */
  readonly isDefined: boolean;
  readonly isWeak: boolean;
}

const TYPES: Readonly<Record<number, ElfSymbol['type']>> = {
  1: 'object',
  2: 'function',
  10: 'indirect function',
};

const MAX_NAME = 4096;
const MAX_SYMBOLS = 4_000_000;
const MAX_STRINGS = 256n * 1024n ** 2n;

/** Bytes of an entry of a table of symbols. */
export function symbolSize(wide: boolean): number {
  return wide ? 24 : 16;
}

/** @param nameAt the text at an offset of the table of strings */
export function parseSymbol(
  bytes: Uint8Array,
  layout: ElfLayout,
  nameAt: (offset: number) => string,
): ElfSymbol {
  const fields = new ElfFields(bytes, layout);
  const { wide } = layout;
  const info = bytes[wide ? 4 : 12] ?? 0;
  return {
    name: nameAt(fields.word(0)),
    value: fields.address(wide ? 8 : 4),
    size: fields.address(wide ? 16 : 8),
    type: TYPES[info & 15] ?? 'other',
    isDefined: fields.half(wide ? 6 : 14) !== 0,
    isWeak: info >> 4 === 2,
  };
}

/** The symbols of an object that others can see: DT_SYMTAB and DT_STRTAB. */
export class DynamicSymbols {
  private readonly entrySize: number;

  /** @param base what addresses of the dynamic section are counted from */
  constructor(
    private readonly read: ReadAt,
    private readonly dynamic: DynamicSection,
    private readonly base: bigint,
    private readonly layout: ElfLayout,
  ) {
    this.entrySize = symbolSize(layout.wide);
  }

  at(index: number): ElfSymbol | undefined {
    const table = this.dynamic.get(DynamicTag.symbolTable);
    if (table === undefined || index < 0 || index > MAX_SYMBOLS) return undefined;
    const bytes = this.read(this.base + table + BigInt(index * this.entrySize), this.entrySize);
    return bytes && parseSymbol(bytes, this.layout, (offset) => this.nameAt(offset));
  }

  /** All of them, as many as DT_HASH or DT_GNU_HASH tell. */
  *all(): Generator<ElfSymbol> {
    const table = this.dynamic.get(DynamicTag.symbolTable);
    if (table === undefined) return;
    const count = Math.min(this.count(), MAX_SYMBOLS);
    const symbols = this.read(this.base + table, count * this.entrySize);
    const strings = this.strings();
    if (symbols === undefined || strings === undefined) return;
    for (let at = this.entrySize; at < symbols.length; at += this.entrySize) {
      yield parseSymbol(symbols.subarray(at, at + this.entrySize), this.layout, (offset) => {
        const end = strings.indexOf(0, offset);
        return end < 0 ? '' : decodeText(strings.subarray(offset, end));
      });
    }
  }

  private strings(): Uint8Array | undefined {
    const table = this.dynamic.get(DynamicTag.stringTable);
    const size = this.dynamic.get(DynamicTag.stringSize) ?? 0n;
    if (table === undefined || size > MAX_STRINGS) return undefined;
    return this.read(this.base + table, Number(size));
  }

  private nameAt(offset: number): string {
    const table = this.dynamic.get(DynamicTag.stringTable);
    const size = this.dynamic.get(DynamicTag.stringSize) ?? 0n;
    if (table === undefined || BigInt(offset) >= size) return '';
    const most = Number(size - BigInt(offset));
    for (const length of [64, MAX_NAME]) {
      const bytes = this.read(this.base + table + BigInt(offset), Math.min(length, most));
      const end = bytes?.indexOf(0) ?? -1;
      if (bytes !== undefined && end >= 0) return decodeText(bytes.subarray(0, end));
    }
    return '';
  }

  private count(): number {
    const hash = this.dynamic.get(DynamicTag.hash);
    const head = hash === undefined ? undefined : this.read(this.base + hash, 8);
    if (head !== undefined) return new ElfFields(head, this.layout).word(4);
    const gnu = this.dynamic.get(DynamicTag.gnuHash);
    return gnu === undefined ? 0 : this.gnuCount(this.base + gnu);
  }

  /** The last chain of DT_GNU_HASH ends with the last symbol. */
  private gnuCount(start: bigint): number {
    const head = this.read(start, 16);
    if (head === undefined) return 0;
    const fields = new ElfFields(head, this.layout);
    const [buckets, first, bloom] = [fields.word(0), fields.word(4), fields.word(8)];
    if (buckets > MAX_SYMBOLS || bloom > MAX_SYMBOLS) return 0;
    const at = start + 16n + BigInt(bloom * (this.layout.wide ? 8 : 4));
    const table = this.read(at, buckets * 4);
    if (table === undefined) return 0;
    const heads = new ElfFields(table, this.layout);
    let last = 0;
    for (let index = 0; index < buckets; index++) last = Math.max(last, heads.word(index * 4));
    if (last < first) return first;
    const chains = at + BigInt(buckets * 4);
    for (; last < MAX_SYMBOLS; last++) {
      const link = this.read(chains + BigInt((last - first) * 4), 4);
      if (link === undefined) return 0;
      if ((new ElfFields(link, this.layout).word(0) & 1) !== 0) return last + 1;
    }
    return 0;
  }
}
