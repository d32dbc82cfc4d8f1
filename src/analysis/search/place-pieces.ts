import type { Spool } from '../../archive/spool.js';
import type { Piece } from '../../search/scan/piece.js';
import type { SearchedExtent } from './searched-extent.js';
import type { PlacePiece, ContentPlace } from '../../model/contents/place.js';

/** Bytes of something that is no memory, one behind the other. */
export interface PlaceTextPiece extends Piece<SearchedExtent> {
  readonly kind: 'place';
  readonly place: ContentPlace;
  /** Of its first byte in the place. */
  readonly at: number;
}

/** The bytes of a place; what passes by once is kept in memory, or in the spool. */
export async function placePieces(place: ContentPlace, spool: Spool): Promise<PlaceTextPiece[]> {
  const { content, member } = place;
  if (content.kind === 'pieces') return joined(place, content.pieces);
  const source = await spool.keepChunks(content.chunks, { member });
  if (source.size === 0) return [];
  return joined(place, [{ at: 0, source, offset: 0, length: source.size }]);
}

/** Those that neighbour in the place are one. */
function joined(place: ContentPlace, pieces: readonly PlacePiece[]): PlaceTextPiece[] {
  const found: { at: number; size: number; extents: SearchedExtent[] }[] = [];
  for (const { at, source, offset, length } of pieces) {
    const extent = { source, offset, length, member: place.member };
    const last = found.at(-1);
    if (last !== undefined && last.at + last.size === at) {
      last.extents.push(extent);
      last.size += length;
    } else {
      found.push({ at, size: length, extents: [extent] });
    }
  }
  return found.map((each) => ({ kind: 'place', place, ...each }));
}
