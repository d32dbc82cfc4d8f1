import type { Encoding } from '../../search/pattern/encodings.js';
import { branchesOf, type Branch, type TypedPattern } from '../../search/matching/pattern-set.js';
import { BASE64_STARTS } from './base64-text.js';
import { GZIP_START, ZLIB_START } from './packed-bytes.js';
import type { SecretKind } from './secret-kind.js';

/** What a hit of the engine may be the beginning of. */
export type Start =
  | { readonly as: 'secret'; readonly kinds: readonly SecretKind[] }
  | { readonly as: 'base64' }
  | { readonly as: 'packed' }
  | { readonly as: 'zlib' };

/** What the engine looks for at once, and what each of its patterns is. */
export interface Starts {
  readonly branches: readonly Branch[];
  /** By the number of the pattern. */
  readonly starts: readonly Start[];
}

const TEXT_ENCODINGS: readonly Encoding[] = ['utf-8', 'utf-16le', 'utf-16be'];

/**
 * All that is looked for, in groups: the engine finds places to look at closer by the same few bytes of all
 * patterns, so that a group of its own for each encoding, and for bytes that are no text, takes half of the time of
 * all together.
 */
export function startGroups(all: readonly SecretKind[], isUnpacked: boolean): Starts[] {
  const kinds = [...kindsByStart(all).values()].map(({ start, kinds }): PatternStart => [
    start,
    { as: 'secret', kinds },
  ]);
  const isBytes = ([{ kind }]: PatternStart) => kind === 'hex';
  const bytes = kinds.filter(isBytes);
  const texts = kinds.filter((each) => !isBytes(each));
  const groups = TEXT_ENCODINGS.map((encoding) => group(texts, encoding));
  if (!isUnpacked) return bytes.length === 0 ? groups : [...groups, group(bytes, 'utf-8')];
  const base64 = BASE64_STARTS.map((start): PatternStart => [start, { as: 'base64' }]);
  return [
    ...groups,
    group(base64, 'utf-8'),
    group([...bytes, [GZIP_START, { as: 'packed' }], [ZLIB_START, { as: 'zlib' }]], 'utf-8'),
  ];
}

type PatternStart = readonly [pattern: TypedPattern, start: Start];

function group(all: readonly PatternStart[], encoding: Encoding): Starts {
  const options = { ignoreCase: false, wholeWords: false, encodings: [encoding] };
  return {
    branches: branchesOf(
      all.map(([pattern]) => pattern),
      options,
    ),
    starts: all.map(([, start]) => start),
  };
}

/** The engine tells equal patterns once. */
function kindsByStart(
  all: readonly SecretKind[],
): Map<string, { start: TypedPattern; kinds: SecretKind[] }> {
  const byStart = new Map<string, { start: TypedPattern; kinds: SecretKind[] }>();
  for (const kind of all) {
    for (const start of kind.starts) {
      const entry = byStart.get(start.text) ?? { start, kinds: [] };
      entry.kinds.push(kind);
      byStart.set(start.text, entry);
    }
  }
  return byStart;
}
