import { BULK_KINDS, type Reads } from '../../model/reads.js';
import { MEMORY_KINDS, type SearchKind } from './search-checkpoint.js';

/** What a search of these kinds reads. */
export function searchReads(kinds: ReadonlySet<SearchKind>): Reads {
  const inPages = MEMORY_KINDS.some((kind) => kinds.has(kind));
  return BULK_KINDS.filter((kind) => (kind === 'pages' ? inPages : kinds.has(kind)));
}
