import type { ByteSource } from '../../bytes/byte-source.js';
import { DynamicTag, readDynamicSection, type DynamicSection } from './dynamic-section.js';
import { readElfObject, SegmentType, type ElfObject, type ReadAt } from './elf-object.js';
import { slotRelocations, type SlotRelocation } from './relocations.js';
import { sectionSymbols } from './section-symbols.js';
import { DynamicSymbols, type ElfSymbol } from './symbols.js';

/** A program or library as its file has it. Addresses are those that it is linked at. */
export class ElfFile {
  readonly dynamic: DynamicSection | undefined;
  private readonly symbols: DynamicSymbols | undefined;
  private names: ReadonlyMap<string, ElfSymbol> | undefined;
  private stubs: ReadonlyMap<string, bigint> | undefined;
  private functions: readonly ElfSymbol[] | undefined;

  private constructor(
    private readonly source: ByteSource,
    readonly object: ElfObject,
  ) {
    const { header, segments } = object;
    const at = segments.find(({ type }) => type === SegmentType.dynamic);
    const read = readFile(source);
    this.dynamic = at && readDynamicSection(read, at.offset, at.fileSize, header);
    this.symbols = this.dynamic && new DynamicSymbols(this.atAddress, this.dynamic, 0n, header);
  }

  /** Undefined for what is no ELF object. */
  static open(source: ByteSource): ElfFile | undefined {
    const object = readElfObject(readFile(source));
    return object && new ElfFile(source, object);
  }

  /** The bytes that the file has for an address of the object. */
  readonly atAddress: ReadAt = (address, length) => {
    const end = address + BigInt(length);
    const segment = this.object.segments.find(
      (each) =>
        each.type === SegmentType.load &&
        address >= each.address &&
        end <= each.address + each.fileSize,
    );
    return segment && readFile(this.source)(segment.offset + address - segment.address, length);
  };

  /** Slots into which the linker puts addresses of functions, and of data. */
  *slots(): Generator<SlotRelocation> {
    const { dynamic, object } = this;
    if (dynamic === undefined) return;
    const { header } = object;
    const plt = dynamic.get(DynamicTag.jumpRel);
    const tables = [
      [
        plt,
        dynamic.get(DynamicTag.pltRelSize),
        dynamic.get(DynamicTag.pltRel) === BigInt(DynamicTag.rela),
      ],
      [dynamic.get(DynamicTag.rela), dynamic.get(DynamicTag.relaSize), true],
      [dynamic.get(DynamicTag.rel), dynamic.get(DynamicTag.relSize), false],
    ] as const;
    for (const [start, size, withAddend] of tables) {
      if (start === undefined || size === undefined) continue;
      yield* slotRelocations(this.atAddress, { start, size, withAddend }, header.machine, header);
    }
  }

  symbol(index: number): ElfSymbol | undefined {
    return this.symbols?.at(index);
  }

  /** Whether it defines a symbol for others. */
  defines(name: string): boolean {
    return this.defined().has(name);
  }

  /** The function of a name that it defines for others. */
  functionNamed(name: string): ElfSymbol | undefined {
    const symbol = this.defined().get(name);
    return symbol?.type.endsWith('function') === true ? symbol : undefined;
  }

  /** The address by which others know a function of another object, where the program has a stub for it. */
  stubOf(name: string): bigint | undefined {
    this.stubs ??= new Map(
      [...(this.symbols?.all() ?? [])]
        .filter(({ isDefined, value }) => !isDefined && value !== 0n)
        .map((symbol) => [symbol.name, symbol.value]),
    );
    return this.stubs.get(name);
  }

  private defined(): ReadonlyMap<string, ElfSymbol> {
    this.names ??= new Map(
      [...(this.symbols?.all() ?? [])]
        .filter(({ isDefined }) => isDefined)
        .map((symbol) => [symbol.name, symbol]),
    );
    return this.names;
  }

  /** The function that an address is in, or behind: `getenv+0x10`; undefined without symbols. */
  nameOf(address: bigint): string | undefined {
    const nearest = this.functionBefore(address);
    if (nearest === undefined) return undefined;
    const distance = address - nearest.value;
    return distance === 0n ? nearest.name : `${nearest.name}+0x${distance.toString(16)}`;
  }

  /** Where the function begins that an address is in, or behind. */
  functionStart(address: bigint): bigint | undefined {
    return this.functionBefore(address)?.value;
  }

  private functionBefore(address: bigint): ElfSymbol | undefined {
    this.functions ??= [
      ...(this.symbols?.all() ?? []),
      ...sectionSymbols(readFile(this.source), this.object.header),
    ]
      .filter(({ isDefined, type, name }) => isDefined && name !== '' && type.endsWith('function'))
      .sort((one, other) => (one.value < other.value ? -1 : Number(one.value > other.value)));
    let low = 0;
    let high = this.functions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.functions[middle]?.value ?? 0n) <= address) low = middle + 1;
      else high = middle;
    }
    return this.functions[low - 1];
  }
}

function readFile(source: ByteSource): ReadAt {
  return (at, length) =>
    at < 0n || at + BigInt(length) > BigInt(source.size)
      ? undefined
      : source.read(Number(at), length);
}
