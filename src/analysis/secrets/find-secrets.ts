import { append } from '../../bytes/append.js';
import { Spool } from '../../archive/spool.js';
import type { MemoryView } from '../../model/memory/memory-view.js';
import { JointSearcher } from '../../search/scan/joint-searcher.js';
import type { Sought } from '../../search/scan/sought.js';
import {
  SearchedPieces,
  type SearchedParts,
  type SearchedPiece,
} from '../search/search-checkpoint.js';
import { SECRET_KINDS } from './all-kinds.js';
import { withExpiry } from './expiry.js';
import type { FoundSecret } from './found-secret.js';
import { SecretSearch, type OnFind } from './secret-search.js';
import type { SecretKind } from './secret-kind.js';
import { startGroups } from './starts.js';

export interface SecretQuestion extends SearchedParts {
  /** Besides this one. */
  readonly threads: number;
}

export interface SecretReport {
  /** In the order in which they were found. */
  readonly secrets: readonly FoundSecret[];
  /** Whether there was more that looks like secrets, or is packed, than is looked at. */
  readonly isCut: boolean;
}

/**
 * The secrets of a checkpoint, each once with all its places.
 * @throws CheckpointError when bytes cannot be read
 */
export async function findSecrets(
  view: MemoryView,
  question: SecretQuestion,
): Promise<SecretReport> {
  const report = await findKinds(view, question, SECRET_KINDS, { isUnpacked: true });
  return { ...report, secrets: withExpiry(report.secrets, view.checkpoint) };
}

export interface FindOptions {
  /** Whether expanded keys, and what is packed, are looked for as well. */
  readonly isUnpacked: boolean;
  /** What is searched besides. */
  readonly besides?: readonly SearchedPiece[];
  readonly onFind?: OnFind;
}

/** Bytes that take longer to search than a thread to start. */
const WORTH_THREADS = 64 * 1024 * 1024;

/**
 * All that is of some kinds.
 * @throws CheckpointError when bytes cannot be read
 */
export async function findKinds(
  view: MemoryView,
  { threads, ...parts }: SecretQuestion,
  kinds: readonly SecretKind[],
  { isUnpacked, besides = [], onFind }: FindOptions,
): Promise<SecretReport> {
  const spool = new Spool();
  const groups = startGroups(kinds, isUnpacked);
  const patterns = groups.map(({ branches }): Sought => ({ kind: 'patterns', branches }));
  const searcher = new JointSearcher(
    isUnpacked ? [...patterns, { kind: 'key-schedules' }] : patterns,
    threads,
  );
  try {
    const searched = new SearchedPieces(view, parts, spool);
    const pieces: SearchedPiece[] = [];
    for await (const piece of searched.all()) pieces.push(piece);
    append(pieces, besides);
    const search = new SecretSearch(searched, kinds, groups, onFind);
    if (pieces.reduce((sum, { size }) => sum + size, 0) > WORTH_THREADS) searcher.startThreads();
    for await (const { sought, hits } of searcher.search(pieces, {})) {
      for (const hit of hits) search.look(hit, sought);
    }
    for await (const { sought, hits } of searcher.search(search.unpacked, {})) {
      for (const hit of hits) search.lookInside(hit, sought);
    }
    return { secrets: search.found.all(), isCut: search.isCut };
  } finally {
    spool.close();
    searcher.close();
  }
}
