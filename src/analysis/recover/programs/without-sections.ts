import type { ElfHeader } from '../../../formats/elf/elf-header.js';
import type { FileBytes, Part } from '../recovered.js';

/**
 * The file with a header that names no sections: their table is not loaded, and readers would look for it behind
 * the end. Sections that lie in the file stay.
 */
export function withoutSections(file: FileBytes, header: ElfHeader): FileBytes {
  const { offset, entrySize, count } = header.sectionHeaders;
  const end = Number(offset) + entrySize * count;
  const { size = 0 } = file;
  if (offset === 0n || end <= size) return file;
  return { ...file, parts: () => patched(file, header.wide) };
}

async function* patched(file: FileBytes, wide: boolean): AsyncGenerator<Part> {
  // e_shoff, and e_shnum with e_shstrndx (gABI: ELF header).
  const fields = wide
    ? [
        [40, 48],
        [60, 64],
      ]
    : [
        [32, 36],
        [48, 52],
      ];
  for await (const { at, bytes } of file.parts()) {
    if (at !== 0) {
      yield { at, bytes };
      continue;
    }
    const copy = Uint8Array.from(bytes);
    for (const [start, end] of fields) copy.fill(0, start, end);
    yield { at, bytes: copy };
  }
}
