import type { Encoding } from '../../search/pattern/encodings.js';
import { branchesOf, type Branch, type TypedPattern } from '../../search/matching/pattern-set.js';
import { BASE64_STARTS } from './base64-text.js';
import { GZIP_START } from './packed-bytes.js';
import type { SecretKind } from './secret-kind.js';

/** What a hit of the engine may be the beginning of. */
export type Start =
  | { readonly as: 'secret'; readonly kinds: readonly SecretKind[] }
  | { readonly as: 'base64' }
  | { readonly as: 'packed' };

/** What the engine looks for at once, and what each of its patterns is. */
export interface Starts {
  readonly branches: readonly Branch[];
  /** By the number of the pattern. */
  readonly starts: readonly Start[];
}

const TEXT_ENCODINGS: readonly Encoding[] = ['utf-8', 'utf-16le', 'utf-16be'];

/**
 * All that is looked for, in groups: the engine finds places to look at closer by the same few bytes of all
 * patterns, so that a group of its own for each encoding takes half of the time of all together.
 */
export function startGroups(all: readonly SecretKind[], isUnpacked: boolean): Starts[] {
  const kinds = [...kindsByStart(all).values()];
  const patterns = kinds.map(({ start }) => start);
  const starts = kinds.map((each): Start => ({ as: 'secret', kinds: each.kinds }));
  const texts = TEXT_ENCODINGS.map((encoding) => group(patterns, starts, encoding));
  if (!isUnpacked) return texts;
  return [
    ...texts,
    group(
      [...BASE64_STARTS, GZIP_START],
      [...BASE64_STARTS.map((): Start => ({ as: 'base64' })), { as: 'packed' }],
      'utf-8',
    ),
  ];
}

function group(
  patterns: readonly TypedPattern[],
  starts: readonly Start[],
  encoding: Encoding,
): Starts {
  const options = { ignoreCase: false, wholeWords: false, encodings: [encoding] };
  // Bytes are the same in every encoding: they are looked for once.
  const isText = ({ kind }: TypedPattern) => encoding === 'utf-8' || kind !== 'hex';
  return {
    branches: branchesOf(patterns.filter(isText), options),
    starts: starts.filter((_, index) => isText(patterns[index] ?? GZIP_START)),
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
