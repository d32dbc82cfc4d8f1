import { isAbsent } from '../../model/absent.js';
import { ElfFile } from '../../formats/elf/elf-file.js';
import { lowestAddress } from '../../formats/elf/elf-object.js';
import type { Area } from '../../model/memory/areas.js';
import { isAbsentPages } from '../../model/memory/backing.js';
import { mappedSource } from '../../model/memory/mapped-source.js';
import type { MemoryView } from '../../model/memory/memory-view.js';
import type { Suspect } from './suspect.js';

/** A program or library that a process has mapped. */
export interface LoadedObject {
  readonly path: string;
  /** Of its first byte. */
  readonly start: bigint;
  readonly areas: readonly Area[];
  /** The file, where the sysroot has the very same one, and what addresses in it are moved by. */
  readonly file?: { readonly elf: ElfFile; readonly bias: bigint };
}

/** Of files that are mapped by many processes each is read once. */
function knownFiles(): Map<string, ElfFile | undefined> {
  return new Map();
}

/** The objects of a process: its mapped files, with all their regions, by address. */
export function loadedObjects(view: MemoryView, suspect: Suspect): LoadedObject[] {
  if (isAbsent(suspect.areas)) return [];
  const found: { path: string; areas: Area[] }[] = [];
  for (const area of suspect.areas) {
    if (area.region?.backing.kind !== 'file') continue;
    const last = found.at(-1);
    // The same file can be mapped twice, each time from its beginning.
    if (last?.path === area.name && area.offset !== 0n) last.areas.push(area);
    else found.push({ path: area.name, areas: [area] });
  }
  return found.map(({ path, areas }) => objectOf(view, path, areas));
}

function objectOf(view: MemoryView, path: string, areas: readonly Area[]): LoadedObject {
  const [first] = areas;
  const start = first === undefined ? 0n : first.start - first.offset;
  const elf = first === undefined ? undefined : fileOf(view, first);
  if (elf === undefined) return { path, start, areas };
  const lowest = lowestAddress(elf.object.segments);
  return { path, start, areas, file: { elf, bias: start - (lowest - (lowest % 4096n)) } };
}

function fileOf(view: MemoryView, { region, name }: Area): ElfFile | undefined {
  if (region === undefined) return undefined;
  const known = view.checkpoint.once(knownFiles);
  if (!known.has(name)) {
    const file = view.memory.mappedFile(region);
    const elf = isAbsentPages(file)
      ? undefined
      : ElfFile.open(mappedSource(file, { member: name }));
    known.set(name, elf);
  }
  return known.get(name);
}

/** The object that an address is in. */
export function objectAt(
  objects: readonly LoadedObject[],
  address: bigint,
): LoadedObject | undefined {
  return objects.find(({ areas }) =>
    areas.some(({ start, end }) => start <= address && address < end),
  );
}
