import { absenceText } from '../../model/memory/backing.js';
import type { AddressSpace, Extent } from '../../model/memory/address-space.js';
import { readPieces } from '../../model/memory/memory-pieces.js';
import type { FileBytes, MissingRange, Part } from './recovered.js';

/** A range of memory that becomes a range of a file. */
export interface MemoryRange {
  readonly start: bigint;
  readonly end: bigint;
  /** Where in the file it begins. */
  readonly at: number;
}

/**
 * Ranges of memory as a file: what was never written are holes of it, and so is what is missing, which is told.
 * @param ranges ascending in the file, without overlap there
 */
export function memoryBytes(
  space: AddressSpace,
  ranges: readonly MemoryRange[],
  size: number | bigint,
): FileBytes {
  const missing: MissingRange[] = [];
  for (const range of ranges) {
    for (const extent of space.extents(range.start, range.end)) {
      const why = whyMissing(extent);
      if (why === undefined) continue;
      const shift = BigInt(range.at) - range.start;
      const last = missing.at(-1);
      const [start, end] = [extent.start + shift, extent.end + shift];
      if (last?.why === why && last.end === start) missing[missing.length - 1] = { ...last, end };
      else missing.push({ start, end, why });
    }
  }
  return { size, missing, parts: () => partsOf(space, ranges) };
}

function whyMissing({ backing }: Extent): string | undefined {
  return backing.kind === 'stored' || backing.reason === 'untouched'
    ? undefined
    : absenceText(backing.reason);
}

function* partsOf(space: AddressSpace, ranges: readonly MemoryRange[]): Generator<Part> {
  for (const { start, end, at } of ranges) {
    for (const piece of readPieces(space.extents(start, end))) {
      if (piece.kind !== 'bytes') continue;
      yield { at: at + Number(piece.start - start), bytes: piece.bytes };
    }
  }
}
