import { DEFAULT_LIMITS, type Limits } from '../../archive/limits.js';
import { Spool } from '../../archive/spool.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { extentsWithin, type Hit } from '../../search/scan/piece.js';
import type { Searcher } from '../../search/scan/searcher.js';
import type { MemoryView, ProcessMemory } from '../../model/memory/memory-view.js';
import type { RegionFilter } from '../../model/memory/region-filter.js';
import type { Found, FoundInMemory } from './found.js';
import { MemoryOwners } from './memory-owners.js';
import { readHit, type AroundHit } from './read-hit.js';
import { processPieces, type ProcessPiece } from './process-pieces.js';
import { segmentPieces, type SegmentPiece } from './segment-pieces.js';
import { placePieces, type PlaceTextPiece } from './place-pieces.js';
import { PLACE_KINDS, contentPlaces, type PlaceKind } from '../../model/contents/content-places.js';
import type { SearchedExtent, Store, StoredExtent } from './searched-extent.js';
import { StoreWindows } from './store-windows.js';
import { uniqueFinds } from './unique-finds.js';

/** What is memory. `args` are command lines and environments, which are private memory. */
export const MEMORY_KINDS = ['private', 'shared', 'memfds', 'args'] as const;

/** Everything that can be searched. */
export const SEARCH_KINDS = [...MEMORY_KINDS, ...PLACE_KINDS] as const;

export type SearchKind = (typeof SEARCH_KINDS)[number];

export interface SearchQuestion extends AroundHit {
  readonly searcher: Searcher;
  readonly kinds: ReadonlySet<SearchKind>;
  /** Undefined for all processes. */
  readonly isWanted?: (process: ProcessMemory) => boolean;
  readonly filter: RegionFilter;
  /** Tells memory that several processes share once, with all of them. */
  readonly unique: boolean;
  readonly onBytes?: (count: number) => void;
  readonly limits?: Limits;
}

/** What of a checkpoint is searched. */
export type SearchedParts = Pick<SearchQuestion, 'kinds' | 'isWanted' | 'filter' | 'limits'>;

export type SearchedPiece = ProcessPiece | SegmentPiece | PlaceTextPiece;

/**
 * What patterns find in a checkpoint: in the memory of each process by address, whatever it shares; then in
 * shared memory that nobody has mapped, then in everything else. What is damaged goes to the view's
 * warnings.
 * @throws CheckpointError when bytes cannot be read, or a pattern takes too long
 */
export async function* searchCheckpoint(
  view: MemoryView,
  question: SearchQuestion,
): AsyncGenerator<Found> {
  const spool = new Spool();
  const searched = new SearchedPieces(view, question, spool);
  try {
    const hits = question.searcher.search(searched.all(), question);
    const found = tellHits(hits, searched, question);
    yield* question.unique ? uniqueFinds(found, view) : found;
  } finally {
    spool.close();
  }
}

async function* tellHits(
  batches: AsyncIterable<readonly Hit<SearchedPiece>[]>,
  searched: SearchedPieces,
  question: SearchQuestion,
): AsyncGenerator<Found> {
  for await (const hits of batches) {
    for (const hit of hits) {
      if (searched.isInMemory(hit)) continue;
      const found = readHit(hit, question.searcher, question);
      yield { ...found, where: searched.placeOf(hit), ...searched.container };
    }
  }
}

/**
 * How many times searchCheckpoint would tell something, which is known sooner.
 * @param most the answer is no more than that
 */
export async function countFound(
  view: MemoryView,
  question: SearchQuestion,
  most: number,
): Promise<number> {
  let count = 0;
  if (question.unique) {
    for await (const found of searchCheckpoint(view, question)) {
      count += found.bytes.length > 0 ? 1 : 0;
      if (count >= most) break;
    }
    return count;
  }
  const spool = new Spool();
  const searched = new SearchedPieces(view, question, spool);
  try {
    for await (const hits of question.searcher.search(searched.all(), question)) {
      count += hits.filter((hit) => !searched.isInMemory(hit)).length;
      if (count >= most) break;
    }
  } finally {
    spool.close();
  }
  return Math.min(count, most);
}

/** What a question is about, piece by piece, and where each piece is. */
export class SearchedPieces {
  private readonly windows = new StoreWindows();
  readonly container: { readonly container?: string };
  private readonly owners = new MemoryOwners();

  constructor(
    private readonly view: MemoryView,
    private readonly question: SearchedParts,
    private readonly spool: Spool,
  ) {
    const { podContainer } = view.checkpoint;
    this.container = podContainer === undefined ? {} : { container: podContainer };
  }

  async *all(): AsyncGenerator<SearchedPiece> {
    const { kinds } = this.question;
    if (MEMORY_KINDS.some((kind) => kinds.has(kind))) yield* this.memoryPieces();
    if (!this.isFiltered) yield* this.places();
  }

  private *memoryPieces(): Generator<SearchedPiece> {
    const { filter, kinds } = this.question;
    const isArguments = kinds.has('args');
    const isWanted = (extent: StoredExtent, store: Store | undefined) =>
      kinds.has(this.kindOf(extent, store));
    for (const process of this.view.processes.filter((each) => this.isWanted(each))) {
      for (const piece of this.tolerant(
        processPieces(process, { filter, isWanted, isArguments }),
      )) {
        this.windows.add(piece.extents);
        yield piece;
      }
    }
    if (!this.isFiltered && this.question.isWanted === undefined) {
      yield* this.tolerant(this.segments());
    }
  }

  /** Whether it was told already, as the memory of a process. */
  isInMemory({ piece, at, length }: Hit<SearchedPiece>): boolean {
    if (piece.kind === 'process') return false;
    if (piece.kind === 'place' && piece.place.kind !== 'ghosts') return false;
    const store: Store =
      piece.kind === 'segment'
        ? { kind: 'segment', id: piece.segment }
        : { kind: 'ghost', member: piece.place.member };
    const start = BigInt(at) + (piece.kind === 'segment' ? piece.offset : BigInt(piece.at));
    return this.windows.covers(store, { start, end: start + BigInt(length) });
  }

  private kindOf({ region }: StoredExtent, store: Store | undefined): SearchKind {
    if (store?.kind === 'segment') return this.segmentKind(store.id);
    return store?.kind === 'ghost' && region?.shared === true ? 'shared' : 'private';
  }

  private segmentKind(id: bigint): SearchKind {
    return this.view.memory.isMemfd(id) ? 'memfds' : 'shared';
  }

  private *segments(): Generator<SegmentPiece> {
    const { memory } = this.view;
    const ids = memory.segmentIds().filter((id) => this.question.kinds.has(this.segmentKind(id)));
    yield* segmentPieces(memory, ids, this.windows);
  }

  placeOf({ piece, at, length }: Hit<SearchedPiece>): Found['where'] {
    switch (piece.kind) {
      case 'process': {
        const owner = this.owners.at(piece.process, piece.address + BigInt(at));
        const segment = segmentOf(extentsWithin(piece, at, length));
        return { kind: 'memory', owners: [owner], ...(segment !== undefined && { segment }) };
      }
      case 'segment': {
        const segment = { id: piece.segment, offset: piece.offset + BigInt(at) };
        return { kind: 'memory', owners: [], segment };
      }
      case 'place':
        return { kind: 'place', place: piece.place, at: piece.at + at };
    }
  }

  private async *places(): AsyncGenerator<PlaceTextPiece> {
    const { kinds, isWanted, limits = DEFAULT_LIMITS } = this.question;
    const { checkpoint, warnings } = this.view;
    const wanted = new Set(PLACE_KINDS.filter((kind): kind is PlaceKind => kinds.has(kind)));
    const pids = isWanted && new Set(this.view.processes.filter(isWanted).map(({ pid }) => pid));
    for await (const place of contentPlaces(checkpoint, wanted, limits)) {
      if (pids !== undefined && !place.holders.some(({ pid }) => pids.has(pid))) continue;
      try {
        yield* await placePieces(place, this.spool);
      } catch (error) {
        if (!(error instanceof CheckpointError)) throw error;
        warnings.add(error);
      }
    }
  }

  /** A damaged image loses its own pieces only. */
  private *tolerant<T>(pieces: Iterable<T>): Generator<T> {
    try {
      yield* pieces;
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      this.view.warnings.add(error);
    }
  }

  private isWanted(process: ProcessMemory): boolean {
    return this.question.isWanted?.(process) ?? true;
  }

  /** Whether only some regions are meant; what is no memory is not, then. */
  private get isFiltered(): boolean {
    return Object.keys(this.question.filter).length > 0;
  }
}

/** Where a match is in a segment, if it is in one as a whole. */
function segmentOf(extents: readonly SearchedExtent[]): FoundInMemory['segment'] {
  let found: { id: bigint; offset: bigint } | undefined;
  let next: bigint | undefined;
  for (const { store: place, offset, length } of extents) {
    if (place?.store.kind !== 'segment') return undefined;
    const { id } = place.store;
    const start = BigInt(offset) + place.shift;
    if (found !== undefined && (found.id !== id || start !== next)) return undefined;
    found ??= { id, offset: start };
    next = start + BigInt(length);
  }
  return found;
}
