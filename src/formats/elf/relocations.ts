import { ElfFields, type ElfLayout } from './elf-fields.js';
import type { ReadAt } from './elf-object.js';

/** A relocation that puts the address of a symbol into a slot of the global offset table. */
export interface SlotRelocation {
  /** Of the slot, as the object is linked. */
  readonly offset: bigint;
  /** Index in the symbol table. */
  readonly symbol: number;
  readonly kind: 'jump slot' | 'global data';
}

/** Numbers of JUMP_SLOT and GLOB_DAT by machine (psABI of each). */
const TYPES: Readonly<Record<number, readonly [jumpSlot: number, globalData: number]>> = {
  3: [7, 6], // EM_386
  40: [22, 21], // EM_ARM
  62: [7, 6], // EM_X86_64
  183: [1026, 1025], // EM_AARCH64
};

/** More than any real library has; browsers come to some hundred thousand. */
const MAX_RELOCATIONS = 2_000_000;

const CHUNK = 4096;

/**
 * The slots of a table of relocations, piece by piece. Ends where the table is not there any more.
 * @param withAddend DT_RELA rather than DT_REL
 */
export function* slotRelocations(
  read: ReadAt,
  { start, size, withAddend }: { start: bigint; size: bigint; withAddend: boolean },
  machine: number,
  layout: ElfLayout,
): Generator<SlotRelocation> {
  const types = TYPES[machine];
  if (types === undefined) return;
  const word = layout.wide ? 8 : 4;
  const entrySize = word * (withAddend ? 3 : 2);
  const total = Math.min(Number(size / BigInt(entrySize)), MAX_RELOCATIONS);
  for (let done = 0; done < total; done += CHUNK) {
    const count = Math.min(CHUNK, total - done);
    const bytes = read(start + BigInt(done * entrySize), count * entrySize);
    if (bytes === undefined) return;
    const fields = new ElfFields(bytes, layout);
    for (let index = 0; index < count; index++) {
      const at = index * entrySize;
      const info = fields.address(at + word);
      const type = Number(layout.wide ? info & 0xffffffffn : info & 0xffn);
      if (type !== types[0] && type !== types[1]) continue;
      yield {
        offset: fields.address(at),
        symbol: Number(layout.wide ? info >> 32n : info >> 8n),
        kind: type === types[0] ? 'jump slot' : 'global data',
      };
    }
  }
}
