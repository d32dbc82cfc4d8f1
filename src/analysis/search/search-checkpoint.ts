import { DEFAULT_LIMITS, type Limits } from '../../archive/limits.js';
import { Spool } from '../../archive/spool.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Hit } from '../../search/scan/piece.js';
import type { Searcher } from '../../search/scan/searcher.js';
import type { MemoryView, ProcessMemory } from '../../model/memory/memory-view.js';
import type { RegionFilter } from '../../model/memory/region-filter.js';
import { mapRowOf } from '../../model/memory/map-row.js';
import { isAbsent } from '../../model/absent.js';
import type { Found, FoundInMemory, MemoryOwner } from './found.js';
import { readHit, type AroundHit } from './read-hit.js';
import { processPieces, type ProcessPiece } from './process-pieces.js';
import { placePieces, type PlaceTextPiece } from './place-pieces.js';
import { PLACE_KINDS, contentPlaces, type PlaceKind } from '../../model/contents/content-places.js';
import { type SegmentPiece, SegmentWindows } from './segment-windows.js';
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

type SearchedPiece = ProcessPiece | SegmentPiece | PlaceTextPiece;

/**
 * What patterns find in a checkpoint: in the memory of the processes by PID and address, then in shared
 * memory by segment and offset, then in everything else. What is damaged goes to the view's warnings.
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
      if (!crossesBorder(hit)) continue;
      const where = searched.placeOf(hit);
      const found = { ...readHit(hit, question.searcher, question), ...searched.container };
      if (where.kind === 'memory' && !question.unique && where.owners.length > 1) {
        for (const owner of where.owners) yield { ...found, where: { ...where, owners: [owner] } };
      } else {
        yield { ...found, where };
      }
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
      for (const hit of hits) if (crossesBorder(hit)) count += searched.timesTold(hit);
      if (count >= most) break;
    }
  } finally {
    spool.close();
  }
  return Math.min(count, most);
}

/** What lies on one side of a border is told with that side. */
function crossesBorder({ piece, at, length }: Hit<SearchedPiece>): boolean {
  if (piece.kind !== 'process' || piece.border === undefined) return true;
  const { address, border } = piece;
  const start = address + BigInt(at);
  return start < border && border < start + BigInt(length);
}

/** What a question is about, piece by piece, and where each piece is. */
class SearchedPieces {
  private readonly windows = new SegmentWindows();
  readonly container: { readonly container?: string };

  constructor(
    private readonly view: MemoryView,
    private readonly question: SearchQuestion,
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
    const { kinds } = this.question;
    const { memory } = this.view;
    const hasSegment = (id: bigint): boolean => kinds.has(memory.isMemfd(id) ? 'memfds' : 'shared');
    const own = {
      filter: this.question.filter,
      isPrivate: kinds.has('private'),
      hasSegment,
      isArguments: kinds.has('args'),
    };
    for (const process of this.view.processes.filter((each) => this.isWanted(each))) {
      yield* this.tolerant(processPieces(process, own, this.windows));
    }
    if (kinds.has('shared') || kinds.has('memfds')) {
      yield* this.tolerant(this.segments(hasSegment));
    }
  }

  /** A match in shared memory is told for every process that has it mapped. */
  timesTold({ piece, at, length }: Hit<SearchedPiece>): number {
    if (piece.kind !== 'segment') return 1;
    const offset = piece.offset + BigInt(at);
    const { length: owners } = this.windows.around(piece.segment, offset, offset + BigInt(length));
    return Math.max(owners, 1);
  }

  private *segments(hasSegment: (id: bigint) => boolean): Generator<SegmentPiece> {
    const { memory } = this.view;
    const isPart = this.isFiltered || this.question.isWanted !== undefined;
    yield* this.windows.pieces(memory, memory.segmentIds().filter(hasSegment), isPart);
  }

  placeOf({ piece, at, length }: Hit<SearchedPiece>): Found['where'] {
    switch (piece.kind) {
      case 'process': {
        const owner = ownerOf(piece.process, piece.address + BigInt(at));
        return { kind: 'memory', owners: [owner] };
      }
      case 'segment':
        return this.inSegment(piece.segment, piece.offset + BigInt(at), length);
      case 'place':
        return { kind: 'place', place: piece.place, at: piece.at + at };
    }
  }

  private inSegment(id: bigint, offset: bigint, length: number): FoundInMemory {
    const windows = this.windows.around(id, offset, offset + BigInt(length));
    const owners = windows.map(({ process, shift }) => ownerOf(process, offset + shift));
    return { kind: 'memory', owners, segment: { id, offset } };
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

function ownerOf(process: ProcessMemory, address: bigint): MemoryOwner {
  const { pid, comm, space } = process;
  const region = isAbsent(space) ? undefined : space.regionAt(address);
  if (region === undefined) return { pid, comm, address };
  return { pid, comm, address, region: mapRowOf(process, region) };
}
