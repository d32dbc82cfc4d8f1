import { Matcher } from '../../src/search/matching/matcher.js';
import { KernelMemory } from '../../src/search/matching/memory-layout.js';
import {
  branchesOf,
  type PatternOptions,
  type TypedPattern,
} from '../../src/search/matching/pattern-set.js';
import { NOTHING_BEFORE, type TextRun } from '../../src/search/matching/text-run.js';

const memory = new KernelMemory();

export type FindOptions = Partial<PatternOptions & { readonly kind: TypedPattern['kind'] }>;

/** A matcher of patterns, of regular expressions unless the options say otherwise. */
export function matcherOf(
  patterns: string | readonly string[],
  { kind = 'regexp', ...options }: FindOptions = {},
): Matcher {
  const typed = [patterns].flat().map((text) => ({ kind, text }));
  return new Matcher(
    memory,
    branchesOf(typed, { ignoreCase: false, wholeWords: false, ...options }),
  );
}

/** Matches in a text that is one run, as `[offset, text]`. */
export function findMatches(matcher: Matcher, text: string | Uint8Array): [number, string][] {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
  memory.bytes.set(bytes, memory.buffer);
  const start = memory.buffer;
  const end = start + bytes.length;
  const run: TextRun = { start, from: start, until: end, end, before: NOTHING_BEFORE };
  const hits: [number, string][] = [];
  matcher.search([run], (_, at, length) => {
    hits.push([at - start, Buffer.from(memory.bytes.subarray(at, at + length)).toString('latin1')]);
    return true;
  });
  return hits;
}

/** Both in one. */
export function found(
  patterns: string | readonly string[],
  text: string | Uint8Array,
  options: FindOptions = {},
): [number, string][] {
  return findMatches(matcherOf(patterns, options), text);
}
