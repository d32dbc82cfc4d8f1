import type { ChangedRun } from './changed-runs.js';
import type { CodeWindow } from './finding.js';
import type { LoadedObject } from './loaded-objects.js';
import { readMemory } from './region-pages.js';
import type { Suspect } from './suspect.js';

/** Longer functions are not gone through from their beginnings. */
const MOST_BEFORE = 4096n;

/** Bytes behind a change: the longest instruction of x86, so that the last one is whole. */
const BEHIND = 15;

/** Changed code and what its function has before it; undefined where not all of it is at hand. */
export function codeAround(
  suspect: Suspect,
  { elf, bias }: NonNullable<LoadedObject['file']>,
  { address, now }: ChangedRun,
): CodeWindow | undefined {
  const linked = address - bias;
  const begin = elf.functionStart(linked);
  if (begin === undefined || linked - begin > MOST_BEFORE) return undefined;
  const length = Number(linked - begin) + now.length + BEHIND;
  const original = elf.atAddress(begin, length);
  const here = readMemory(suspect.memory, begin + bias, length);
  if (original === undefined || here === undefined) return undefined;
  return { address: begin + bias, original, now: here };
}
