import { DEFAULT_LIMITS } from '../../archive/limits.js';
import type { Spool } from '../../archive/spool.js';
import type { MemoryView } from '../../model/memory/memory-view.js';
import type { SearchedParts, SearchedPiece, SearchedPieces } from '../search/search-checkpoint.js';
import { programPieces, type ProgramPiece } from './program-pieces.js';

export type ScannedPiece = SearchedPiece | ProgramPiece;

/** What is searched, and the programs in it once more as files. */
export async function* scannedPieces(
  view: MemoryView,
  searched: SearchedPieces,
  { kinds, filter, isWanted, limits = DEFAULT_LIMITS }: SearchedParts,
  spool: Spool,
): AsyncGenerator<ScannedPiece> {
  yield* searched.all();
  const isMemory = kinds.has('private') || kinds.has('memfds');
  if (!isMemory || Object.keys(filter).length > 0) return;
  yield* programPieces(view, isWanted, limits, spool);
}
