import type { Limits } from '../../archive/limits.js';
import { Spool } from '../../archive/spool.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import { viewMemory, type MemoryView } from '../../model/memory/memory-view.js';
import { decodeAs } from '../../search/pattern/decode-text.js';
import type { Encoding } from '../../search/pattern/encodings.js';
import { branchesOf, type TypedPattern } from '../../search/matching/pattern-set.js';
import { extentsWithin } from '../../search/scan/piece.js';
import { Searcher } from '../../search/scan/searcher.js';
import { readHit } from '../search/read-hit.js';
import { SEARCH_KINDS, SearchedPieces, type SearchedPiece } from '../search/search-checkpoint.js';
import { SECRET_KINDS } from '../secrets/all-kinds.js';
import { findKinds } from '../secrets/find-secrets.js';
import { isOverwritten } from '../secrets/match-kind.js';
import { environmentKind } from './environment-kind.js';
import { memberPieces } from './member-pieces.js';
import type { Overwritten } from './overwritten.js';

export interface RedactQuestion {
  readonly patterns: readonly TypedPattern[];
  /** Names of variables whose values are overwritten. */
  readonly environment: readonly string[];
  readonly threads: number;
  readonly limits: Limits;
}

const KINDS = new Set(SEARCH_KINDS);

const ENCODINGS: readonly Encoding[] = ['utf-8', 'utf-16le', 'utf-16be'];

/** What is told from a word that is no secret elsewhere, as a password `app` is not. */
const WORTH_COPY = /^(?=.*\d)(?=.*[A-Za-z]).{6,}$|^.{8,}$/s;

/** Texts that are looked for once more as they are. */
const MOST_COPIES = 2000;

/**
 * All bytes of a checkpoint that are to be overwritten: secrets by their form, values of variables, patterns, and
 * what is the same text as a secret.
 * @returns whether there is more than was looked at
 */
export async function findOverwritten(
  checkpoint: Checkpoint,
  { environment, patterns, threads, limits }: RedactQuestion,
  tell: (found: Overwritten) => void,
): Promise<boolean> {
  const view = viewMemory(checkpoint);
  const parts = { kinds: KINDS, filter: {}, limits };
  const besides = memberPieces(checkpoint);
  const texts = new Set<string>();
  const kinds = [...SECRET_KINDS, ...environment.map(environmentKind)];
  const { isCut } = await findKinds(view, { ...parts, threads }, kinds, {
    ...{ isUnpacked: true, besides },
    onFind(find, extents) {
      if (find.isCompanion) return;
      const { kind, check, secret, place } = find;
      const { where, encoding, sources, inside } = place;
      const isText = WORTH_COPY.test(secret) && kind !== 'aes-key';
      if (isText && texts.size < MOST_COPIES) texts.add(secret);
      const packed = inside !== undefined && { inside };
      tell({ kind, check, secret, encoding, where, sources, extents, ...packed });
    },
  });
  const copies = [...texts].map((text): TypedPattern => ({ kind: 'literal', text }));
  const wanted = [...patterns, ...copies];
  if (wanted.length > 0) {
    const kindOf = (pattern: number) => (pattern < patterns.length ? 'pattern' : 'copy');
    await findPatterns(view, parts, besides, wanted, threads, (found, pattern) => {
      tell({ ...found, kind: kindOf(pattern) });
    });
  }
  return isCut;
}

async function findPatterns(
  view: MemoryView,
  parts: ConstructorParameters<typeof SearchedPieces>[1],
  besides: readonly SearchedPiece[],
  patterns: readonly TypedPattern[],
  threads: number,
  tell: (found: Omit<Overwritten, 'kind'>, pattern: number) => void,
): Promise<void> {
  const options = { ignoreCase: false, wholeWords: false, encodings: ENCODINGS };
  const searcher = new Searcher(branchesOf(patterns, options), threads);
  const spool = new Spool();
  try {
    const searched = new SearchedPieces(view, parts, spool);
    const all = async function* () {
      yield* searched.all();
      yield* besides;
    };
    for await (const hits of searcher.search(all(), {})) {
      for (const hit of hits) {
        const { piece, at, length } = hit;
        const { bytes, sources, pattern, encoding } = readHit(hit, searcher, NOTHING_AROUND);
        const secret = decodeAs(bytes, encoding);
        if (isOverwritten(secret)) continue;
        const extents = extentsWithin(piece, at, length);
        tell({ secret, encoding, where: searched.placeOf(hit), sources, extents }, pattern);
      }
    }
  } finally {
    spool.close();
    searcher.close();
  }
}

const NOTHING_AROUND = { before: 0, after: 0 };
