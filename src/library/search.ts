import { availableParallelism } from 'node:os';
import type { Found } from '../analysis/search/found.js';
import {
  SEARCH_KINDS,
  searchCheckpoint,
  type SearchKind,
} from '../analysis/search/search-checkpoint.js';
import type { ProcessChoice } from '../model/choose-processes.js';
import type { MemoryView } from '../model/memory/memory-view.js';
import type { RegionFilter } from '../model/memory/region-filter.js';
import {
  branchesOf,
  type PatternOptions,
  type TypedPattern,
} from '../search/matching/pattern-set.js';
import { Searcher } from '../search/scan/searcher.js';
import { wantedProcesses } from './wanted-processes.js';

/** A text is a regular expression over bytes, as `checkpointctl grep` takes it. */
export type Pattern = string | TypedPattern;

export interface SearchOptions extends Partial<PatternOptions>, ProcessChoice {
  /** What is searched; by default everything. */
  readonly kinds?: Iterable<SearchKind>;
  /** Only these regions of memory, and then nothing else. */
  readonly regions?: RegionFilter;
  /** Bytes of context before and behind a match. */
  readonly before?: number;
  readonly after?: number;
  /** Tells memory that several processes share once, with all of them. */
  readonly unique?: boolean;
  /** Threads in all; by default one a processor, eight at most. They start when there is much to search. */
  readonly threads?: number;
}

/**
 * What patterns find, in the order of addresses and places.
 * @throws CheckpointError `usage` for a pattern, and `not-found` for a process that is not there
 */
export async function* searchIn(
  view: MemoryView,
  patterns: Pattern | readonly Pattern[],
  options: SearchOptions,
): AsyncGenerator<Found, void, undefined> {
  const { ignoreCase = false, wholeWords = false, encodings } = options;
  const typed = [patterns].flat().map((each) => {
    return typeof each === 'string' ? ({ kind: 'regexp', text: each } as const) : each;
  });
  const branches = branchesOf(typed, {
    ...{ ignoreCase, wholeWords },
    ...(encodings !== undefined && { encodings }),
  });
  const wanted = wantedProcesses(view, options);
  const { threads = Math.min(availableParallelism(), 8) } = options;
  const searcher = new Searcher(branches, Math.max(threads - 1, 0));
  try {
    yield* searchCheckpoint(view, {
      searcher,
      kinds: new Set(options.kinds ?? SEARCH_KINDS),
      filter: options.regions ?? {},
      unique: options.unique ?? false,
      before: options.before ?? 0,
      after: options.after ?? 0,
      ...wanted,
    });
  } finally {
    searcher.close();
  }
}
