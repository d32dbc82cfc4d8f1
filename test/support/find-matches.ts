import { expect } from 'vitest';
import { Matcher } from '../../src/search/matching/matcher.js';
import { KernelMemory } from '../../src/search/matching/memory-layout.js';
import {
  branchesOf,
  type PatternOptions,
  type TypedPattern,
} from '../../src/search/matching/pattern-set.js';
import { NOTHING_BEFORE, type TextRun } from '../../src/search/matching/text-run.js';

const memory = new KernelMemory();

/** What looks for plain text is not to be seen in what is found. */
const other = new KernelMemory(memory.size, 1, memory.textsBy === 'kernel' ? 'runtime' : 'kernel');

export type FindOptions = Partial<PatternOptions & { readonly kind: TypedPattern['kind'] }>;

/** A matcher of patterns, of regular expressions unless the options say otherwise. */
export function matcherOf(
  patterns: string | readonly string[],
  { kind = 'regexp', ...options }: FindOptions = {},
  where = memory,
): Matcher {
  const typed = [patterns].flat().map((text) => ({ kind, text }));
  return new Matcher(
    where,
    branchesOf(typed, { ignoreCase: false, wholeWords: false, ...options }),
  );
}

/** Matches in a text that is one run, as `[offset, text]`. */
export function findMatches(
  matcher: Matcher,
  text: string | Uint8Array,
  { bytes: searched, buffer: start } = memory,
): [number, string][] {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
  searched.set(bytes, start);
  const end = start + bytes.length;
  const run: TextRun = { start, from: start, until: end, end, before: NOTHING_BEFORE };
  const hits: [number, string][] = [];
  matcher.search([run], (_, at, length) => {
    hits.push([at - start, Buffer.from(searched.subarray(at, at + length)).toString('latin1')]);
    return true;
  });
  return hits;
}

/** Both in one, and by whatever looks for texts. */
export function found(
  patterns: string | readonly string[],
  text: string | Uint8Array,
  options: FindOptions = {},
): [number, string][] {
  const hits = findMatches(matcherOf(patterns, options), text);
  expect(findMatches(matcherOf(patterns, options, other), text, other)).toEqual(hits);
  return hits;
}
