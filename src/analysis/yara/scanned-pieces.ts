import { DEFAULT_LIMITS } from '../../archive/limits.js';
import type { Spool } from '../../archive/spool.js';
import type { MemoryView } from '../../model/memory/memory-view.js';
import type { SearchedParts, SearchedPiece, SearchedPieces } from '../search/search-checkpoint.js';
import { programPieces, type ProgramPiece } from './program-pieces.js';
import { ReadAhead } from './read-ahead.js';

export type ScannedPiece = SearchedPiece | ProgramPiece;

/** Bytes of programs that lie ready in memory. */
const MOST_AHEAD = 16 * 1024 * 1024;

/**
 * What is searched, and the programs in it once more as files. They are looked for while other threads scan: for
 * that all memory is read once more.
 * @param spool of programs alone, as they are made at the same time as all else
 */
export async function* scannedPieces(
  view: MemoryView,
  searched: SearchedPieces,
  { kinds, filter, isWanted, limits = DEFAULT_LIMITS }: SearchedParts,
  spool: Spool,
): AsyncGenerator<ScannedPiece> {
  const isMemory = kinds.has('private') || kinds.has('memfds');
  if (!isMemory || Object.keys(filter).length > 0) {
    yield* searched.all();
    return;
  }
  const programs = programPieces(view, isWanted, limits, spool);
  const ahead = new ReadAhead(programs, sizeInMemory, MOST_AHEAD);
  try {
    yield* searched.all();
    yield* ahead.all();
  } finally {
    await ahead.leave();
  }
}

function sizeInMemory({ extents, size }: ProgramPiece): number {
  return extents.some(({ source }) => source.inFile === undefined) ? size : 0;
}
