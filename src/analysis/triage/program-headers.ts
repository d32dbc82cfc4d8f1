import { isAbsent } from '../../model/absent.js';
import {
  readElfObject,
  SegmentFlag,
  SegmentType,
  type ElfObject,
} from '../../formats/elf/elf-object.js';
import { readMemory } from './region-pages.js';
import type { Suspect } from './suspect.js';

/**
 * The headers of a process's program, where its first page is in the checkpoint or the sysroot; most often it
 * is not, because nobody changed it.
 */
export function programObject(suspect: Suspect): ElfObject | undefined {
  const { areas } = suspect;
  const exe = suspect.exePath;
  if (isAbsent(areas) || exe === undefined) return undefined;
  const first = areas.find(
    ({ region, name, offset }) =>
      region?.backing.kind === 'file' && offset === 0n && name.replace(/ \(deleted\)$/, '') === exe,
  );
  if (first === undefined) return undefined;
  return readElfObject((at, length) => readMemory(suspect.memory, at, length), first.start);
}

/** Whether the program is linked to have executable stacks; undefined where its headers are not there. */
export function asksForExecutableStack(suspect: Suspect): boolean | undefined {
  const object = programObject(suspect);
  if (object === undefined) return undefined;
  const stack = object.segments.find(({ type }) => type === SegmentType.gnuStack);
  return stack !== undefined && (stack.flags & SegmentFlag.execute) !== 0;
}
