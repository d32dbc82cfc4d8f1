import { BULK_KINDS, type Reads } from '../../model/reads.js';
import type { SearchKind } from './search-checkpoint.js';

const IN_PAGES: readonly SearchKind[] = ['private', 'shared', 'memfds', 'args'];

/** What a search of these kinds reads. */
export function searchReads(kinds: ReadonlySet<SearchKind>): Reads {
  const inPages = IN_PAGES.some((kind) => kinds.has(kind));
  return BULK_KINDS.filter((kind) => (kind === 'pages' ? inPages : kinds.has(kind)));
}
