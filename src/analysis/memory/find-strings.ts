import { areasOf } from '../../model/memory/areas.js';
import type { MapRow } from '../../model/memory/map-row.js';
import { readPieces } from '../../model/memory/memory-pieces.js';
import type { ProcessMemory } from '../../model/memory/memory-view.js';
import type { RegionFilter } from '../../model/memory/region-filter.js';
import { StringScanner, type ScannedString, type StringEncoding } from './string-scanner.js';
import type { Reads } from '../../model/reads.js';

export const reads: Reads = ['pages'];

/** A string with the region in which it begins. */
export type FoundString = ScannedString<MapRow>;

export interface StringOptions {
  readonly encoding: StringEncoding;
  /** Characters. */
  readonly minLength: number;
  /** Told of every piece that is done. */
  readonly onBytes?: (count: number) => void;
}

/** More zeros than a character has bytes: what a hole has at either end. */
const ZEROS = new Uint8Array(8);

/**
 * The strings in the saved memory of a process, by address. One goes on over the end of a region when
 * the next one follows and is asked for, too; pages that are not here end it.
 * @throws CheckpointError when an image that tells of the memory is damaged
 */
export function* findStrings(
  process: ProcessMemory,
  filter: RegionFilter,
  { encoding, minLength, onBytes }: StringOptions,
): Generator<FoundString> {
  const scanner = new StringScanner<MapRow>(encoding, minLength);
  for (const area of areasOf(process, filter)) {
    for (const piece of readPieces(area.extents)) {
      if (piece.kind === 'bytes') {
        yield* scanner.scan(piece.start, piece.bytes, area);
        onBytes?.(piece.bytes.length);
      } else if (piece.kind === 'zeros') {
        yield* scanner.scan(piece.start, ZEROS, area);
        yield* scanner.scan(piece.end - BigInt(ZEROS.length), ZEROS, area);
      }
    }
  }
  yield* scanner.end();
}
