import { append } from '../../bytes/append.js';
import { onDemand } from '../../bytes/on-demand.js';
import { ELF_HEADER_SIZE, parseElfHeader, type ElfHeader } from '../../formats/elf/elf-header.js';
import type { ContentPlace } from '../../model/contents/place.js';
import type { MemoryView } from '../../model/memory/memory-view.js';
import { branchesOf } from '../../search/matching/pattern-set.js';
import { Searcher } from '../../search/scan/searcher.js';
import { searchCheckpoint, type SearchKind } from '../search/search-checkpoint.js';
import type { Found } from '../search/found.js';

/** An ELF header that lies somewhere in a checkpoint. */
export interface FoundHeader {
  readonly header: ElfHeader;
  /** The first bytes. */
  readonly bytes: Uint8Array;
  readonly member: string | undefined;
  readonly offset: number | undefined;
  readonly where:
    | { readonly kind: 'memory'; readonly pid: number; readonly address: bigint }
    | { readonly kind: 'segment'; readonly id: bigint; readonly offset: bigint }
    | { readonly kind: 'place'; readonly place: ContentPlace; readonly at: number };
}

/** Objects in memory begin at a page, of whatever size that is. */
const PAGE = 4096n;

/** Where nobody expects programs; those among files are a matter of other rules. */
const KINDS: readonly SearchKind[] = ['private', 'shared', 'memfds', 'queues', 'ghosts'];

/** All ELF headers of a checkpoint, found by going through it once. */
export class ElfHeaders {
  private readonly search: () => Promise<readonly FoundHeader[]>;

  constructor(view: MemoryView, threads: number) {
    this.search = onDemand(() => searchHeaders(view, threads));
  }

  all(): Promise<readonly FoundHeader[]> {
    return this.search();
  }
}

async function searchHeaders(view: MemoryView, threads: number): Promise<readonly FoundHeader[]> {
  const magic = branchesOf([{ kind: 'hex', text: '7f454c46' }], {
    ignoreCase: false,
    wholeWords: false,
  });
  const searcher = new Searcher(magic, threads);
  const headers: FoundHeader[] = [];
  try {
    const question = {
      searcher,
      kinds: new Set(KINDS),
      filter: {},
      unique: false,
      before: 0,
      after: ELF_HEADER_SIZE - 4,
    };
    for await (const found of searchCheckpoint(view, question)) append(headers, headersOf(found));
  } finally {
    searcher.close();
  }
  return headers;
}

function headersOf({ where, bytes: magic, after, sources }: Found): FoundHeader[] {
  const bytes = Buffer.concat([magic, after]).subarray(0, ELF_HEADER_SIZE);
  const header = parseElfHeader(bytes);
  const [source] = sources;
  if (header === undefined || source?.origin === 'sysroot') return [];
  const found = { header, bytes, member: source?.member, offset: source?.offset };
  if (where.kind === 'place') {
    return [{ ...found, where: { kind: 'place', place: where.place, at: where.at } }];
  }
  const { segment } = where;
  if (where.owners.length === 0 && segment !== undefined && segment.offset % PAGE === 0n) {
    return [{ ...found, where: { kind: 'segment', ...segment } }];
  }
  // A copy of a whole file may begin anywhere; its sections tell it, which nothing that is loaded has.
  const mayBeCopy = header.sectionHeaders.count > 1 && header.sectionHeaders.offset > 0n;
  return where.owners
    .filter(({ address }) => address % PAGE === 0n || mayBeCopy)
    .map(({ pid, address }) => ({ ...found, where: { kind: 'memory', pid, address } }));
}
