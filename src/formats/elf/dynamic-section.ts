import { ElfFields, type ElfLayout } from './elf-fields.js';
import type { ReadAt } from './elf-object.js';

/** Tags of the dynamic section (ELF gABI: dynamic section). */
export const DynamicTag = {
  null: 0,
  pltRelSize: 2,
  pltGot: 3,
  hash: 4,
  stringTable: 5,
  symbolTable: 6,
  rela: 7,
  relaSize: 8,
  stringSize: 10,
  symbolSize: 11,
  soname: 14,
  rel: 17,
  relSize: 18,
  pltRel: 20,
  textRel: 22,
  jumpRel: 23,
  flags: 30,
  gnuHash: 0x6ffffef5,
} as const;

/** DF_TEXTREL of DT_FLAGS. */
const TEXT_RELOCATIONS = 4n;

/** Real ones have some dozen entries. */
const MAX_ENTRIES = 1024;

/** The values by their tags; of a tag that occurs again the last. */
export type DynamicSection = ReadonlyMap<number, bigint>;

/** @returns undefined when it is not all there, or does not end within `size` bytes */
export function readDynamicSection(
  read: ReadAt,
  start: bigint,
  size: bigint,
  layout: ElfLayout,
): DynamicSection | undefined {
  const entrySize = layout.wide ? 16 : 8;
  const count = Math.min(Number(size / BigInt(entrySize)), MAX_ENTRIES);
  const bytes = read(start, count * entrySize);
  if (bytes === undefined) return undefined;
  const fields = new ElfFields(bytes, layout);
  const found = new Map<number, bigint>();
  for (let index = 0; index < count; index++) {
    const tag = Number(fields.address(index * entrySize));
    if (tag === DynamicTag.null) return found;
    found.set(tag, fields.address(index * entrySize + entrySize / 2));
  }
  return undefined;
}

/** Whether the linker may have changed code as it loaded the object (DT_TEXTREL). */
export function hasTextRelocations(dynamic: DynamicSection): boolean {
  const flags = dynamic.get(DynamicTag.flags) ?? 0n;
  return dynamic.has(DynamicTag.textRel) || (flags & TEXT_RELOCATIONS) !== 0n;
}
