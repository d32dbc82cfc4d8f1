import { decodeText } from '../../bytes/text.js';
import { ElfFields } from './elf-fields.js';
import type { ElfHeader } from './elf-header.js';
import type { ReadAt } from './elf-object.js';
import { parseSymbol, symbolSize, type ElfSymbol } from './symbols.js';

const SHT_SYMTAB = 2;

/** Tables of symbols of the largest programs come to some hundred megabytes. */
const MAX_TABLE = 256n * 1024n ** 2n;

/** The symbols of a file that was not stripped (ELF gABI: sections, SHT_SYMTAB). */
export function* sectionSymbols(read: ReadAt, header: ElfHeader): Generator<ElfSymbol> {
  const { wide, sectionHeaders } = header;
  const { offset, entrySize, count } = sectionHeaders;
  if (entrySize !== (wide ? 64 : 40)) return;
  const bytes = read(offset, entrySize * count);
  if (bytes === undefined) return;
  const sections = new ElfFields(bytes, header);
  const extent = (index: number): { at: bigint; size: bigint } => {
    const at = index * entrySize;
    return {
      at: sections.address(at + (wide ? 24 : 16)),
      size: sections.address(at + (wide ? 32 : 20)),
    };
  };
  for (let index = 0; index < count; index++) {
    if (sections.word(index * entrySize + 4) !== SHT_SYMTAB) continue;
    const link = sections.word(index * entrySize + (wide ? 40 : 24));
    if (link >= count) continue;
    yield* symbolsIn(read, extent(index), extent(link), header);
  }
}

interface Extent {
  readonly at: bigint;
  readonly size: bigint;
}

function* symbolsIn(
  read: ReadAt,
  table: Extent,
  strings: Extent,
  header: ElfHeader,
): Generator<ElfSymbol> {
  if (table.size > MAX_TABLE || strings.size > MAX_TABLE) return;
  const symbols = read(table.at, Number(table.size));
  const names = read(strings.at, Number(strings.size));
  if (symbols === undefined || names === undefined) return;
  const size = symbolSize(header.wide);
  for (let at = 0; at + size <= symbols.length; at += size) {
    yield parseSymbol(symbols.subarray(at, at + size), header, (offset) => {
      const end = names.indexOf(0, offset);
      return end < 0 ? '' : decodeText(names.subarray(offset, end));
    });
  }
}
