import { archiveName } from '../../remote/archive-name.js';
import { readFileSync } from 'node:fs';
import {
  MEMORY_KINDS,
  SEARCH_KINDS,
  type SearchKind,
  type SearchQuestion,
} from '../../analysis/search/search-checkpoint.js';
import { fileError } from '../../bytes/file-error.js';
import { decodeText } from '../../bytes/text.js';
import { decodeAs } from '../../search/pattern/decode-text.js';
import { branchesOf, type Branch, type TypedPattern } from '../../search/matching/pattern-set.js';
import { hasLineEnd, lineBytes } from '../../render/found-line.js';
import { limitsOf } from '../archive-options.js';
import { regionFilterOf } from '../region-options.js';
import { UsageError } from '../usage-error.js';
import { aroundOf, type GrepValues, hasContext } from './grep-options.js';

/** What the options ask, but for what is searched with, and the processes. */
export type GrepQuestion = Omit<SearchQuestion, 'onBytes' | 'searcher' | 'isWanted'>;

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
  return { patterns, archives: (isNamed ? words : words.slice(1)).map(archiveName) };
}

function readPatterns(file: string): string[] {
  try {
    const lines = decodeList(readFileSync(file === '-' ? 0 : file)).split(/\r?\n/);
    return lines.filter((line) => line !== '');
  } catch (error) {
    throw fileError('open', file, error);
  }
}

/** Editors put a byte order mark before the first line, which is no part of it. */
function decodeList(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return decodeAs(bytes.subarray(2), 'utf-16le');
  if (first === 0xfe && second === 0xff) return decodeAs(bytes.subarray(2), 'utf-16be');
  return decodeText(bytes).replace(/^\ufeff/, '');
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
  const kinds = kindsOf(options);
  const filter = regionFilterOf(options);
  if (Object.keys(filter).length > 0 && !MEMORY_KINDS.some((kind) => kinds.has(kind))) {
    throw new UsageError('--perm, --kind and --range are for memory, which --in leaves out');
  }
  return {
    kinds,
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

/** What is read first of a line that is shown as a whole. */
const FIRST_WIDTH = 256;

function contextOf(options: GrepValues): Pick<GrepQuestion, 'before' | 'after' | 'readOnUntil'> {
  if (!hasContext(options)) {
    const around = aroundOf(options);
    if (around.kind !== 'line' || options.format === 'json') return { before: 0, after: 0 };
    if (around.width === Infinity) {
      const side = lineBytes(FIRST_WIDTH);
      return { before: side, after: side, readOnUntil: hasLineEnd };
    }
    const side = lineBytes(around.width);
    return { before: side, after: side };
  }
  const { context = 0, beforeContext = context, afterContext = context } = options;
  return { before: beforeContext, after: afterContext };
}
