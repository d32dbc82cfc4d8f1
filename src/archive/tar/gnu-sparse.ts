import { parseNumber } from './number-field.js';

/** `[start, length]` of stored parts. */
export type Fragment = readonly [number, number];

/** A map of more than these is refused. */
export const MAX_FRAGMENTS = 1_000_000;

export interface SparseBlock {
  readonly fragments: Fragment[];
  /** Whether a further block of the map follows. */
  readonly isExtended: boolean;
}

/**
 * The sparse map in a GNU header of type S (struct oldgnu_header in GNU tar's tar.h).
 * @throws RangeError if it is none
 */
export function parseOldGnuHeader(block: Uint8Array): SparseBlock & { realSize: number } {
  const fragments = parseFragments(block.subarray(386, 386 + 4 * 24));
  const realSize = parseNumber(block, 483, 12);
  if (typeof realSize !== 'number' || realSize < 0) throw new RangeError('bad size of sparse file');
  return { fragments, isExtended: block[482] !== 0, realSize };
}

/** A block with more of the map (struct sparse_header). */
export function parseOldGnuExtension(block: Uint8Array): SparseBlock {
  return { fragments: parseFragments(block.subarray(0, 21 * 24)), isExtended: block[504] !== 0 };
}

/** An entry whose length is empty ends the list. */
function parseFragments(bytes: Uint8Array): Fragment[] {
  const fragments: Fragment[] = [];
  for (let at = 0; at < bytes.length && bytes[at + 12] !== 0; at += 24) {
    const start = parseNumber(bytes, at, 12);
    const length = parseNumber(bytes, at + 12, 12);
    if (typeof start !== 'number' || typeof length !== 'number') {
      throw new RangeError('bad sparse map');
    }
    fragments.push([start, length]);
  }
  return fragments;
}
