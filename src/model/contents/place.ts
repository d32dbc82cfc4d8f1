import type { ByteSource } from '../../bytes/byte-source.js';
import type { SparseMap } from '../../bytes/sparse-map.js';
import type { Holder } from '../descriptors/descriptor-tables.js';

/** What is searched besides memory, by what it is. */
export const PLACE_KINDS = [
  'queues',
  'ghosts',
  'rootfs',
  'tmpfs',
  'shm',
  'volumes',
  'logs',
  'metadata',
  'bpfmaps',
] as const;

export type PlaceKind = (typeof PLACE_KINDS)[number];

/** Something with bytes that is no memory. */
export interface ContentPlace {
  readonly kind: PlaceKind;
  /**
   * As a hit tells it: `tcp-stream 10.88.0.23:8088 receive queue`, `pipe:[30092]`,
   * `rootfs-diff.tar:etc/passwd`. Raw text, not yet safe for a terminal.
   */
  readonly name: string;
  /** The member of the archive that the bytes lie in, nested archives joined by a colon. */
  readonly member: string;
  /** Processes that hold it, with the descriptor where it is known, as far as the images tell. */
  readonly holders: readonly PlaceHolder[];
  readonly content: PlaceContent;
}

export type PlaceHolder = Pick<Holder, 'pid'> & Partial<Holder>;

export type PlaceContent =
  /** In random access. Pieces ascend; those that neighbour belong together, between others is a gap. */
  | { readonly kind: 'pieces'; readonly pieces: readonly PlacePiece[] }
  /** Passing by once, from offset 0 on, before the next place is asked for. */
  | { readonly kind: 'stream'; readonly chunks: AsyncIterable<Uint8Array> };

export interface PlacePiece {
  /** Where in the place: in the queue, in the ghost file. */
  readonly at: number;
  readonly source: ByteSource;
  /** Where in the member (`source` is the member's), and how many bytes. */
  readonly offset: number;
  readonly length: number;
}

/** Bytes of a member as one place. */
export function onePiece(source: ByteSource, offset: number, length: number): PlaceContent {
  const pieces = length === 0 ? [] : [{ at: 0, source, offset, length }];
  return { kind: 'pieces', pieces };
}

/** Holes are zeros up to this length; of a longer one there is a margin at either end. */
const MAX_HOLE = 1024 ** 2;
const MARGIN = 4096;

/**
 * A whole file. A forged header can claim a hole of exabytes, and nothing is found in one: a long hole
 * is a gap between pieces.
 */
export function wholeFile(source: ByteSource): PlaceContent {
  if (source.sparse === undefined) return onePiece(source, 0, source.size);
  const pieces = fragmentRanges(source.sparse).map(([start, end]) => ({
    at: start,
    source,
    offset: start,
    length: end - start,
  }));
  return { kind: 'pieces', pieces };
}

function fragmentRanges({ size, starts, lengths }: SparseMap): [number, number][] {
  const ranges: [number, number][] = [];
  let last: [number, number] = [0, 0];
  const fill = (start: number): void => {
    const before = last[1];
    if (start - before <= MAX_HOLE) {
      last[1] = start;
      return;
    }
    last[1] = before + MARGIN;
    if (last[0] < last[1]) ranges.push(last);
    last = [start - MARGIN, start];
  };
  for (const [index, start] of starts.entries()) {
    fill(start);
    last[1] = start + (lengths[index] ?? 0);
  }
  fill(size);
  if (last[0] < last[1]) ranges.push(last);
  return ranges;
}
