import { readFileSync } from 'node:fs';
import {
  SEARCH_KINDS,
  type SearchKind,
  type SearchQuestion,
} from '../../analysis/search/search-checkpoint.js';
import { fileError } from '../../bytes/file-error.js';
import { decodeText } from '../../bytes/text.js';
import { branchesOf, type Branch, type TypedPattern } from '../../search/matching/pattern-set.js';
import { limitsOf } from '../archive-options.js';
import { isOfProcess } from '../process-options.js';
import { regionFilterOf } from '../region-options.js';
import { UsageError } from '../usage-error.js';
import { aroundOf, type GrepValues, hasContext } from './grep-options.js';

const MEMORY_KINDS: readonly SearchKind[] = ['private', 'shared', 'memfds', 'args'];

/** What the options ask, but for what is searched with. */
export type GrepQuestion = Omit<SearchQuestion, 'onBytes' | 'searcher'>;

/** The patterns, and the arguments that are archives. */
export function patternsOf(options: GrepValues): {
  patterns: TypedPattern[];
  archives: readonly string[];
} {
  const { words, regexp, file, hex } = options;
  const kind = options.fixedStrings ? 'literal' : 'regexp';
  const isNamed = [regexp, file, hex].some((given) => given !== undefined);
  const texts = [
    ...(regexp ?? []),
    ...(file ?? []).flatMap(readPatterns),
    ...(isNamed ? [] : words.slice(0, 1)),
  ];
  if (texts.includes('')) throw new UsageError('an empty pattern: it would match everything');
  const patterns: TypedPattern[] = [
    ...texts.flatMap((text) => text.split('\n')).map((text) => ({ kind, text }) as const),
    ...(hex ?? []).map((text) => ({ kind: 'hex', text }) as const),
  ];
  return { patterns, archives: isNamed ? words : words.slice(1) };
}

function readPatterns(file: string): string[] {
  try {
    const lines = decodeText(readFileSync(file === '-' ? 0 : file)).split(/\r?\n/);
    return lines.filter((line) => line !== '');
  } catch (error) {
    throw fileError('open', file, error);
  }
}

export function branchesFor(options: GrepValues, patterns: readonly TypedPattern[]): Branch[] {
  const { encoding: encodings, ignoreCase, wordRegexp: wholeWords } = options;
  const branches = branchesOf(patterns, {
    ignoreCase,
    wholeWords,
    ...(encodings !== undefined && { encodings }),
  });
  if (branches.length === 0) throw new UsageError('no pattern to search for');
  return branches;
}

export function questionOf(options: GrepValues): GrepQuestion {
  const isChosen = options.pid !== undefined || options.comm !== undefined;
  const kinds = kindsOf(options);
  const filter = regionFilterOf(options);
  if (Object.keys(filter).length > 0 && !MEMORY_KINDS.some((kind) => kinds.has(kind))) {
    throw new UsageError('--perm, --kind and --range are for memory, which --in leaves out');
  }
  return {
    kinds,
    ...(isChosen && { isWanted: isOfProcess(options) }),
    filter,
    unique: options.unique,
    ...contextOf(options),
    limits: limitsOf(options),
  };
}

function kindsOf({ in: wanted = SEARCH_KINDS, notIn = [] }: GrepValues): ReadonlySet<SearchKind> {
  const kinds = wanted.filter((kind) => !notIn.includes(kind));
  if (kinds.length === 0) throw new UsageError('--in and --not-in leave nothing to search');
  return new Set(kinds);
}

/** Bytes to read on either side when the rest of the line is shown: its characters may have four. */
const LINE_BYTES = 256;

function contextOf(options: GrepValues): { before: number; after: number } {
  if (!hasContext(options)) {
    const line = aroundOf(options) === 'line' && options.format !== 'json' ? LINE_BYTES : 0;
    return { before: line, after: line };
  }
  const { context = 0, beforeContext = context, afterContext = context } = options;
  return { before: beforeContext, after: afterContext };
}
