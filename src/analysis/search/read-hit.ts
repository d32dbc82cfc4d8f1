import type { Encoding } from '../../search/pattern/encodings.js';
import { extentsWithin, type Hit, type Piece } from '../../search/scan/piece.js';
import type { Searcher } from '../../search/scan/searcher.js';
import type { Found, FoundSource } from './found.js';
import type { SearchedExtent } from './searched-extent.js';

/** What of the bytes around matches is read. */
export interface AroundHit {
  /** Bytes before and behind a match. */
  readonly before: number;
  readonly after: number;
  /** On either side more is read until this holds for it, or there is no more. */
  readonly readOnUntil?: (side: Uint8Array, encoding: Encoding) => boolean;
}

/** Bytes of which it is known where they are stored. */
type SearchedPiece = Piece<SearchedExtent>;

/** Of a side that goes on and on, no more than this is read. */
const MAX_SIDE = 1024 * 1024;

/** At the outer end of a side a character may be cut. */
const MAX_CHARACTER = 4;

/** The bytes of a match, those around it, and where they are stored. */
export function readHit(
  { piece, at, length, branch }: Hit<SearchedPiece>,
  searcher: Searcher,
  { before, after, readOnUntil }: AroundHit,
): Omit<Found, 'where'> {
  const { pattern = 0, encoding = 'utf-8' } = searcher.branches[branch] ?? {};
  const end = at + length;
  const isOver = (inner: Uint8Array): boolean => readOnUntil?.(inner, encoding) ?? true;
  return {
    pattern,
    encoding,
    bytes: readPiece(piece, at, end),
    before: readFurther(before, at, (size) => {
      const bytes = readPiece(piece, at - size, at);
      return { bytes, isOver: isOver(bytes.subarray(MAX_CHARACTER)) };
    }),
    after: readFurther(after, piece.size - end, (size) => {
      const bytes = readPiece(piece, end, end + size);
      return { bytes, isOver: isOver(bytes.subarray(0, -MAX_CHARACTER)) };
    }),
    sources: extentsWithin(piece, at, length).map((extent): FoundSource => ({
      ...(extent.origin !== 'sysroot' &&
        extent.source.place.file !== undefined && { archive: extent.source.place.file }),
      member: extent.member,
      offset: extent.offset,
      length: extent.length,
      ...(extent.origin !== undefined && { origin: extent.origin }),
    })),
  };
}

function readPiece(piece: SearchedPiece, start: number, end: number): Uint8Array {
  const parts = extentsWithin(piece, start, end - start);
  return Buffer.concat(parts.map((each) => each.source.read(each.offset, each.length)));
}

/** Reads `first` bytes, and twice as many each time, until it is over or there are no more than `most`. */
function readFurther(
  first: number,
  most: number,
  read: (size: number) => { readonly bytes: Uint8Array; readonly isOver: boolean },
): Uint8Array {
  for (let size = first; ; size *= 2) {
    const { bytes, isOver } = read(Math.min(size, most));
    if (isOver || size >= most || size >= MAX_SIDE) return bytes;
  }
}
