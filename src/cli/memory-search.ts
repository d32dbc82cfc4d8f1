import { availableParallelism } from 'node:os';
import type { MemoryView, ProcessMemory } from '../model/memory/memory-view.js';
import type { RegionFilter } from '../model/memory/region-filter.js';
import { searchCheckpoint } from '../analysis/search/search-checkpoint.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { renderMemoryMatches, type MemoryMatch } from '../render/memory-matches.js';
import { safeText } from '../render/safe-text.js';
import { branchesOf, type TypedPattern } from '../search/matching/pattern-set.js';
import { Searcher } from '../search/scan/searcher.js';
import type { Arguments, OptionSpec } from './command.js';
import { UsageError } from './failure.js';
import { parseLength } from './memory-options.js';
import type { Output } from './output.js';
import { startProgress } from './progress.js';

export const SEARCH_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  search: {
    type: 'string',
    alias: 's',
    value: 'TEXT',
    describe: 'Search for a text in the memory of the processes',
  },
  'search-regex': {
    type: 'string',
    alias: 'r',
    value: 'PATTERN',
    describe: 'Search for a regular expression',
  },
  context: {
    type: 'string',
    alias: 'c',
    value: 'BYTES',
    describe: 'Show so many bytes on both sides of a match',
  },
};

/** A table has to know all of its rows. */
const MAX_ROWS = 200_000;

/** What is searched for; undefined when nothing is. */
export function memorySearchOf(args: Arguments): TypedPattern | undefined {
  const text = args.values.get('search');
  const regexp = args.values.get('search-regex');
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
  args: Arguments,
  filter: RegionFilter,
  to: Output,
): Promise<void> {
  const around = parseLength(args.values.get('context') ?? '0');
  const encodings = ['utf-8'] as const;
  const branches = branchesOf([pattern], { ignoreCase: false, wholeWords: false, encodings });
  const searcher = new Searcher(branches, Math.min(availableParallelism(), 8) - 1);
  const progress = startProgress('Searching', undefined);
  const { file } = view.checkpoint.archive;
  try {
    for (const process of chosen) {
      const matches: MemoryMatch[] = [];
      const found = searchCheckpoint(view, {
        ...{ searcher, filter, unique: false, before: around, after: around },
        kinds: new Set(['private', 'shared', 'memfds']),
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
