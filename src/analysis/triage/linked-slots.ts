import {
  DynamicTag,
  readDynamicSection,
  type DynamicSection,
} from '../../formats/elf/dynamic-section.js';
import type { ElfLayout } from '../../formats/elf/elf-fields.js';
import type { Area } from '../../model/memory/areas.js';
import type { LoadedObject } from './loaded-objects.js';
import { readMemory, readablePages } from './region-pages.js';
import type { Suspect } from './suspect.js';

/** A slot of a table of functions, and what the linker, or somebody else, put into it. */
export interface LinkedSlot {
  readonly slot: bigint;
  readonly value: bigint;
}

/** Of data pages no more is gone through for a dynamic section. */
const MAX_BYTES = 4 * 1024 ** 2;

const MAX_SLOTS = 100_000;

/** What stands first in a dynamic section, as linkers write them. */
const FIRST_TAGS = new Set<bigint>([1n, 14n, 16n, 29n]);

/**
 * The slots of functions of an object whose file is not at hand: the linker wrote to the pages of its dynamic
 * section and of its table, so they are in the dump. Only the table of calls (DT_PLTGOT) can be told then.
 */
export function* linkedSlots(suspect: Suspect, object: LoadedObject): Generator<LinkedSlot> {
  const layout = layoutOf(suspect);
  if (layout === undefined) return;
  const dynamic = findDynamic(suspect, object, layout);
  if (dynamic === undefined) return;
  const table = dynamic.get(DynamicTag.pltGot);
  const size = dynamic.get(DynamicTag.pltRelSize);
  if (table === undefined || size === undefined) return;
  const start = movedAddress(object, table);
  if (start === undefined) return;
  const word = layout.wide ? 8 : 4;
  const hasAddend = dynamic.get(DynamicTag.pltRel) === BigInt(DynamicTag.rela);
  const count = Math.min(Number(size / BigInt(word * (hasAddend ? 3 : 2))), MAX_SLOTS);
  // The first three are the linker's own.
  for (let index = 3; index < count + 3; index++) {
    const slot = start + BigInt(index * word);
    const bytes = readMemory(suspect.memory, slot, word);
    if (bytes === undefined) return;
    const view = new DataView(bytes.buffer, bytes.byteOffset, word);
    const value = layout.wide ? view.getBigUint64(0, true) : BigInt(view.getUint32(0, true));
    // What was not bound yet leads into the object, which may not have been moved there.
    if (value !== 0n && movedAddress(object, value) === undefined) yield { slot, value };
  }
}

/** Of processors whose tables have this form. */
function layoutOf({ machine }: Suspect): ElfLayout | undefined {
  if (machine === 'x86-64' || machine === 'aarch64') return { wide: true, bigEndian: false };
  if (machine === 'i386' || machine === 'arm') return { wide: false, bigEndian: false };
  return undefined;
}

function findDynamic(
  suspect: Suspect,
  object: LoadedObject,
  layout: ElfLayout,
): DynamicSection | undefined {
  for (const area of object.areas) {
    if (area.region?.executable !== false) continue;
    const found = findIn(suspect, object, area, layout);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findIn(
  suspect: Suspect,
  object: LoadedObject,
  area: Area,
  layout: ElfLayout,
): DynamicSection | undefined {
  const word = layout.wide ? 8 : 4;
  let left = MAX_BYTES;
  for (const { start, end, backing } of readablePages(area)) {
    if (backing.kind !== 'stored') continue;
    const length = Math.min(Number(end - start), left);
    left -= length;
    const bytes = Buffer.from(backing.source.read(backing.offset, length));
    for (let at = 0; at + 2 * word <= length; at += word) {
      const tag = layout.wide ? bytes.readBigUInt64LE(at) : BigInt(bytes.readUInt32LE(at));
      if (!FIRST_TAGS.has(tag)) continue;
      const address = start + BigInt(at);
      const read = (from: bigint, size: number) => readMemory(suspect.memory, from, size);
      const room = area.end - address < 1024n ? area.end - address : 1024n;
      const dynamic = readDynamicSection(read, address, room, layout);
      if (dynamic !== undefined && isDynamicSection(object, dynamic)) return dynamic;
    }
  }
  return undefined;
}

/** Its tables have to lie in the object. */
function isDynamicSection(object: LoadedObject, dynamic: DynamicSection): boolean {
  return [DynamicTag.stringTable, DynamicTag.symbolTable, DynamicTag.pltGot].every((tag) => {
    const address = dynamic.get(tag);
    return address !== undefined && movedAddress(object, address) !== undefined;
  });
}

/** An address of the object in memory; the linker moves some of those in the section, others not. */
function movedAddress({ start, areas }: LoadedObject, address: bigint): bigint | undefined {
  const isIn = (each: bigint) => areas.some((area) => area.start <= each && each < area.end);
  if (isIn(address)) return address;
  return isIn(start + address) ? start + address : undefined;
}
