import { isAbsent } from '../../model/absent.js';
import { absenceText } from '../../model/memory/backing.js';
import type { Interval } from '../../model/memory/interval-list.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { DumpPart } from './dump.js';
import { intactExtents } from '../../model/memory/intact-extents.js';
import { readPieces } from '../../model/memory/memory-pieces.js';
import type { MemoryView, ProcessMemory } from '../../model/memory/memory-view.js';
import type { Reads } from '../../model/reads.js';

export const reads: Reads = ['pages'];

/** A part of a range that has no bytes, and why. */
export type AbsentRange = Extract<DumpPart, { kind: 'absent' }>;

/** Bytes, zeros that were never written, and what has no bytes. */
export type RangePart = Exclude<DumpPart, { kind: 'area' }>;

/**
 * All of a range, in bounded pieces. What was never written comes as zeros.
 * @throws CheckpointError when the memory of the process cannot be read
 */
export function* readRange(
  view: MemoryView,
  process: ProcessMemory,
  { start, end }: Interval,
): Generator<RangePart> {
  for (const piece of readPieces(spaceOf(view, process).extents(start, end))) {
    if (piece.kind !== 'absent') yield piece;
    else if (piece.reason === 'untouched') yield { ...piece, kind: 'zeros' };
    else yield { ...piece, why: absenceText(piece.reason) };
  }
}

/** The first part of a range that has no bytes. Nothing is read but compressed pages, which may be damaged. */
export function findAbsent(
  view: MemoryView,
  process: ProcessMemory,
  { start, end }: Interval,
): AbsentRange | undefined {
  for (const extent of intactExtents(spaceOf(view, process).extents(start, end))) {
    const { backing } = extent;
    if (backing.kind === 'stored' || backing.reason === 'untouched') continue;
    return {
      kind: 'absent',
      start: extent.start,
      end: extent.end,
      why: absenceText(backing.reason),
    };
  }
  return undefined;
}

function spaceOf(view: MemoryView, { space }: ProcessMemory) {
  if (!isAbsent(space)) return space;
  throw new CheckpointError('not-readable', space.absent, { file: view.checkpoint.archive.file });
}
