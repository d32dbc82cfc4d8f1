import { readFileSync } from 'node:fs';
import type { ProcessMemory } from '../../model/memory/memory-view.js';
import {
  SEARCH_KINDS,
  type SearchKind,
  type SearchQuestion,
} from '../../analysis/search/search-checkpoint.js';
import { fileError } from '../../bytes/file-error.js';
import { decodeText } from '../../bytes/text.js';
import { isAbsent } from '../../model/absent.js';
import { branchesOf, type Branch, type TypedPattern } from '../../search/matching/pattern-set.js';
import { ENCODINGS, type Encoding } from '../../search/pattern/encode-pattern.js';
import { limitsOf } from '../archive-options.js';
import type { Arguments } from '../command.js';
import { UsageError } from '../failure.js';
import { parseLength, pidsOf, regionFilterOf } from '../memory-options.js';
import { aroundOf, hasContext } from './grep-options.js';

const MEMORY_KINDS: readonly SearchKind[] = ['private', 'shared', 'memfds', 'args'];

/** What the options ask, but for what is searched with. */
export type GrepQuestion = Omit<SearchQuestion, 'onBytes' | 'searcher'>;

/** The patterns, and the arguments that are archives. */
export function patternsOf(args: Arguments): {
  patterns: TypedPattern[];
  archives: readonly string[];
} {
  const kind = args.flags.has('fixed-strings') ? 'literal' : 'regexp';
  const { lists, positional } = args;
  const options = ['regexp', 'file', 'hex'].some((name) => lists.has(name));
  const texts = [
    ...(lists.get('regexp') ?? []),
    ...(lists.get('file') ?? []).flatMap(readPatterns),
    ...(options ? [] : positional.slice(0, 1)),
  ];
  if (texts.includes('')) throw new UsageError('an empty pattern: it would match everything');
  const patterns: TypedPattern[] = [
    ...texts.flatMap((text) => text.split('\n')).map((text) => ({ kind, text }) as const),
    ...(lists.get('hex') ?? []).map((text) => ({ kind: 'hex', text }) as const),
  ];
  return { patterns, archives: options ? positional : positional.slice(1) };
}

function readPatterns(file: string): string[] {
  try {
    const lines = decodeText(readFileSync(file === '-' ? 0 : file)).split(/\r?\n/);
    return lines.filter((line) => line !== '');
  } catch (error) {
    throw fileError('open', file, error);
  }
}

export function branchesFor(args: Arguments, patterns: readonly TypedPattern[]): Branch[] {
  const encodings = choicesOf(args, 'encoding', ENCODINGS);
  const branches = branchesOf(patterns, {
    ignoreCase: args.flags.has('ignore-case'),
    wholeWords: args.flags.has('word-regexp'),
    ...(encodings !== undefined && { encodings: encodings satisfies readonly Encoding[] }),
  });
  if (branches.length === 0) throw new UsageError('no pattern to search for');
  return branches;
}

export function questionOf(args: Arguments): GrepQuestion {
  const isWanted = processTest(args);
  const kinds = kindsOf(args);
  const filter = regionFilterOf(args);
  if (Object.keys(filter).length > 0 && !MEMORY_KINDS.some((kind) => kinds.has(kind))) {
    throw new UsageError('--perm, --kind and --range are for memory, which --in leaves out');
  }
  return {
    kinds,
    ...(isWanted !== undefined && { isWanted }),
    filter,
    unique: args.flags.has('unique'),
    ...contextOf(args),
    limits: limitsOf(args),
  };
}

function processTest(args: Arguments): ((process: ProcessMemory) => boolean) | undefined {
  const pids = pidsOf(args);
  const names = args.lists.get('comm');
  if (pids === undefined && names === undefined) return undefined;
  return ({ pid, comm }) =>
    pids?.has(pid) !== false && (names === undefined || (!isAbsent(comm) && names.includes(comm)));
}

function kindsOf(args: Arguments): ReadonlySet<SearchKind> {
  const wanted = choicesOf(args, 'in', SEARCH_KINDS) ?? SEARCH_KINDS;
  const unwanted = choicesOf(args, 'not-in', SEARCH_KINDS) ?? [];
  const kinds = wanted.filter((kind) => !unwanted.includes(kind));
  if (kinds.length === 0) throw new UsageError('--in and --not-in leave nothing to search');
  return new Set(kinds);
}

function choicesOf<T extends string>(
  args: Arguments,
  name: string,
  choices: readonly T[],
): T[] | undefined {
  return args.lists.get(name)?.flatMap((text) =>
    text.split(',').map((word) => {
      const found = choices.find((choice) => choice === word.toLowerCase());
      if (found !== undefined) return found;
      throw new UsageError(`invalid ${name}: ${word} (choose from ${choices.join(', ')})`);
    }),
  );
}

/** Bytes to read on either side when the rest of the line is shown: its characters may have four. */
const LINE_BYTES = 256;

function contextOf(args: Arguments): { before: number; after: number } {
  if (!hasContext(args)) {
    const line = aroundOf(args) === 'line' && !args.flags.has('json') ? LINE_BYTES : 0;
    return { before: line, after: line };
  }
  const both = args.values.get('context') ?? '0';
  return {
    before: parseLength(args.values.get('before-context') ?? both),
    after: parseLength(args.values.get('after-context') ?? both),
  };
}
