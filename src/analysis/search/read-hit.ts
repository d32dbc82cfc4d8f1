import type { Gap } from '../../bytes/byte-source.js';
import { readIntact } from '../../bytes/read-into.js';
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
  searcher: Pick<Searcher, 'branches'>,
  { before, after, readOnUntil }: AroundHit,
): Omit<Found, 'where'> {
  const { pattern = 0, encoding = 'utf-8' } = searcher.branches[branch] ?? {};
  const end = at + length;
  const isOver = (inner: Uint8Array): boolean => readOnUntil?.(inner, encoding) ?? true;
  const near = readAround(piece, { start: at, end }, { before, after });
  return {
    pattern,
    encoding,
    bytes: near.bytes,
    before: readFurther(before, at, (size) => {
      const bytes = size > before ? readBefore(piece, at - size, at) : near.before;
      return { bytes, isOver: isOver(bytes.subarray(MAX_CHARACTER)) };
    }),
    after: readFurther(after, piece.size - end, (size) => {
      const bytes = size > after ? readBehind(piece, end, end + size) : near.after;
      return { bytes, isOver: isOver(bytes.subarray(0, -MAX_CHARACTER)) };
    }),
    sources: sourcesWithin(piece, at, length),
  };
}

/** A match and what is next to it on either side, up to the nearest damage: in most cases that is all, and it is read at once. */
function readAround(
  piece: SearchedPiece,
  { start, end }: Gap,
  { before, after }: AroundHit,
): Pick<Found, 'before' | 'bytes' | 'after'> {
  const first = Math.max(start - before, 0);
  const { bytes, lost } = readPiece(piece, first, Math.min(end + after, piece.size));
  const [from, until] = [start - first, end - first];
  const lostBefore = lost.findLast((gap) => gap.start < from)?.end ?? 0;
  const lostBehind = lost.find((gap) => gap.end > until)?.start ?? bytes.length;
  return {
    before: bytes.subarray(Math.min(lostBefore, from), from),
    bytes: bytes.subarray(from, until),
    after: bytes.subarray(until, Math.max(lostBehind, until)),
  };
}

/** Where bytes of a piece are stored. */
export function sourcesWithin(piece: SearchedPiece, at: number, length: number): FoundSource[] {
  return extentsWithin(piece, at, length).flatMap(sourcesOf);
}

/** Each block of compressed pages is a place of its own. */
function sourcesOf({ source, member, origin, offset, length }: SearchedExtent): FoundSource[] {
  const common = {
    ...(origin !== 'sysroot' && source.place.file !== undefined && { archive: source.place.file }),
    member,
  };
  const ofMemory = origin !== undefined && { origin };
  const { packed } = source;
  if (packed === undefined) return [{ ...common, offset, length, ...ofMemory }];
  const found: FoundSource[] = [];
  const { starts } = packed.blocksWithin(offset, length);
  for (let at = offset, block = 1; at < offset + length; block++) {
    const end = Math.min(starts[block] ?? Infinity, offset + length);
    const place = packed.placeOf(at);
    const inBlock = place.inBlock !== undefined && { inBlock: place.inBlock };
    found.push({ ...common, offset: place.offset, ...inBlock, length: end - at, ...ofMemory });
    at = end;
  }
  return found;
}

/** The bytes that stand before a place, up to the nearest damage. */
function readBefore(piece: SearchedPiece, start: number, end: number): Uint8Array {
  const { bytes, lost } = readPiece(piece, start, end);
  return bytes.subarray(lost.at(-1)?.end ?? 0);
}

function readBehind(piece: SearchedPiece, start: number, end: number): Uint8Array {
  const { bytes, lost } = readPiece(piece, start, end);
  return bytes.subarray(0, lost[0]?.start ?? bytes.length);
}

/** With zeros in place of what is damaged, and where that is. */
export function readPiece(
  piece: SearchedPiece,
  start: number,
  end: number,
): { readonly bytes: Uint8Array; readonly lost: readonly Gap[] } {
  const bytes = new Uint8Array(end - start);
  const lost: Gap[] = [];
  let at = 0;
  for (const { source, offset, length } of extentsWithin(piece, start, end - start)) {
    for (const gap of readIntact(source, offset, bytes.subarray(at, at + length))) {
      lost.push({ start: at + gap.start - offset, end: at + gap.end - offset });
    }
    at += length;
  }
  return { bytes, lost };
}

/** Reads `first` bytes, and twice as many each time, until it is over or there are no more than `most`. */
function readFurther(
  first: number,
  most: number,
  read: (size: number) => { readonly bytes: Uint8Array; readonly isOver: boolean },
): Uint8Array {
  for (let size = first; ; size *= 2) {
    const { bytes, isOver } = read(Math.min(size, most));
    // Less than was asked for: there is damage.
    if (isOver || bytes.length < size || size >= MAX_SIDE) return bytes;
  }
}
