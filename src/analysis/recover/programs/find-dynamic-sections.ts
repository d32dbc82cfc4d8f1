import {
  DynamicTag,
  readDynamicSection,
  type DynamicSection,
} from '../../../formats/elf/dynamic-section.js';
import type { ElfLayout } from '../../../formats/elf/elf-fields.js';
import type { ReadAt } from '../../../formats/elf/elf-object.js';
import type { AddressSpace } from '../../../model/memory/address-space.js';
import { intactExtents } from '../../../model/memory/intact-extents.js';
import type { Region } from '../../../model/memory/regions.js';

/** What stands first in a dynamic section, as linkers write them: DT_NEEDED, SONAME, INIT, GNU_HASH, SYMBOLIC, DEBUG. */
const FIRST_TAGS = new Set<bigint>([1n, 4n, 12n, 14n, 16n, 21n, 29n, 0x6ffffef5n]);

/** Of one run of regions no more is gone through; compilers have hundreds of megabytes of code. */
const MAX_BYTES = 32 * 1024 ** 2;

const CHUNK = 256 * 1024;

/** Bytes of the longest that is looked for. */
const REACH = 4096n;

/** What may be a dynamic section, in regions of memory. */
export function* findDynamicSections(
  space: AddressSpace,
  regions: readonly Region[],
  read: ReadAt,
  layout: ElfLayout,
): Generator<{ address: bigint; size: bigint; section: DynamicSection }> {
  const word = layout.wide ? 8 : 4;
  let left = MAX_BYTES;
  for (const region of regions) {
    for (const { start, end, backing } of intactExtents(space.extents(region.start, region.end))) {
      if (backing.kind !== 'stored') continue;
      for (let done = 0; done < Number(end - start) && left > 0; done += CHUNK) {
        const length = Math.min(CHUNK, Number(end - start) - done);
        left -= length;
        const bytes = Buffer.from(backing.source.read(backing.offset + done, length));
        for (let at = 0; at + 2 * word <= length; at += word) {
          if (!FIRST_TAGS.has(wordAt(bytes, at, layout))) continue;
          const address = start + BigInt(done + at);
          const room = region.end - address;
          const section = readDynamicSection(read, address, room < REACH ? room : REACH, layout);
          if (section === undefined || !isPlausible(section)) continue;
          yield { address, size: BigInt((section.size + 1) * 2 * word), section };
        }
      }
    }
  }
}

function wordAt(bytes: Buffer, at: number, { wide, bigEndian }: ElfLayout): bigint {
  if (wide) return bigEndian ? bytes.readBigUInt64BE(at) : bytes.readBigUInt64LE(at);
  return BigInt(bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
}

/** Each has a table of strings, one of symbols, and how large they are. */
function isPlausible(section: DynamicSection): boolean {
  const { stringTable, symbolTable, stringSize, symbolSize } = DynamicTag;
  const entry = section.get(symbolSize);
  return (
    [stringTable, symbolTable, stringSize].every((tag) => (section.get(tag) ?? 0n) > 0n) &&
    (entry === 24n || entry === 16n)
  );
}
