import { availableParallelism } from 'node:os';
import type { MemoryView, ProcessMemory } from '../model/memory/memory-view.js';
import type { RegionFilter } from '../model/memory/region-filter.js';
import { searchCheckpoint, type SearchKind } from '../analysis/search/search-checkpoint.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { renderMemoryMatches, type MemoryMatch } from '../render/memory-matches.js';
import { safeText } from '../render/safe-text.js';
import { branchesOf, type TypedPattern } from '../search/matching/pattern-set.js';
import { Searcher } from '../search/scan/searcher.js';
import { parseLength } from './address.js';
import type { Io } from './io.js';
import { single, text, type ValuesOf } from './option.js';
import type { Output } from './output.js';
import { UsageError } from './usage-error.js';

export const SEARCH_OPTIONS = {
  search: text({
    alias: 's',
    value: 'TEXT',
    describe: 'Search for a text in the memory of the processes',
  }),
  searchRegex: text({
    alias: 'r',
    value: 'PATTERN',
    describe: 'Search for a regular expression',
  }),
  context: single(
    {
      alias: 'c',
      value: 'BYTES',
      default: '0',
      describe: 'Show so many bytes on both sides of a match',
    },
    (word, flag) => {
      if (!/^-\d/.test(word)) return parseLength(word, flag);
      throw new UsageError(`context size cannot be negative: ${word}`);
    },
  ),
};

type SearchValues = ValuesOf<typeof SEARCH_OPTIONS>;

/** Command lines and environments are private memory anyway. */
export const SEARCHED_KINDS: ReadonlySet<SearchKind> = new Set(['private', 'shared', 'memfds']);

/** A table has to know all of its rows. */
const MAX_ROWS = 200_000;

/** What is searched for; undefined when nothing is. */
export function memorySearchOf({
  search: text,
  searchRegex: regexp,
}: SearchValues): TypedPattern | undefined {
  if (text !== undefined && regexp !== undefined) {
    throw new UsageError('--search and --search-regex do not go together');
  }
  if (text !== undefined) return { kind: 'literal', text };
  return regexp === undefined ? undefined : { kind: 'regexp', text: regexp };
}

/** A table of matches for each of the processes, one after the other. */
export async function writeMatches(
  view: MemoryView,
  chosen: readonly ProcessMemory[],
  pattern: TypedPattern,
  { context: around }: SearchValues,
  filter: RegionFilter,
  to: Output,
  io: Io,
): Promise<void> {
  const encodings = ['utf-8'] as const;
  const branches = branchesOf([pattern], { ignoreCase: false, wholeWords: false, encodings });
  const searcher = new Searcher(branches, Math.min(availableParallelism(), 8) - 1);
  const progress = io.progress('Searching');
  const { file } = view.checkpoint.archive;
  try {
    for (const process of chosen) {
      const matches: MemoryMatch[] = [];
      const found = searchCheckpoint(view, {
        ...{ searcher, filter, unique: false, before: around, after: around },
        kinds: SEARCHED_KINDS,
        isWanted: (each) => each === process,
        onBytes: progress.advance,
      });
      for await (const { where, before, bytes, after } of found) {
        const [owner] = where.kind === 'memory' ? where.owners : [];
        if (owner === undefined) continue;
        if (matches.length === MAX_ROWS) {
          const why = `more than ${MAX_ROWS} matches in PID ${process.pid}; grep tells any number`;
          throw new CheckpointError('limit', why, { file });
        }
        matches.push({ address: owner.address, bytes: Buffer.concat([before, bytes, after]) });
      }
      if (chosen.length > 1) {
        const title = `Searching the memory of process ID ${process.pid} from checkpoint: `;
        await to.write(`\n${title}${safeText(file)}\n\n`);
      }
      await to.write(renderMemoryMatches(process.pid, pattern.text, matches));
    }
  } finally {
    progress.stop();
    searcher.close();
  }
}
