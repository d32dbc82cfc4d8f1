import type { ProcessPiece } from '../search/process-pieces.js';
import type { ScannedPiece } from './scanned-pieces.js';
import { addTo } from '../../model/group-by.js';

/** Memory that several processes have mapped and that is saved once is scanned once. */
export class EqualPieces {
  private readonly firsts = new Map<string, ScannedPiece>();
  private readonly others = new Map<ScannedPiece, ProcessPiece[]>();

  /** Whether the same bytes came before, as the whole of another piece. */
  isKnown(piece: ScannedPiece): boolean {
    if (piece.kind !== 'process' || !piece.extents.every(({ shared }) => shared === true)) {
      return false;
    }
    const key = piece.extents
      .map(({ member, offset, length }) => `${member} ${offset} ${length}`)
      .join('\n');
    const first = this.firsts.get(key);
    if (first === undefined) {
      this.firsts.set(key, piece);
      return false;
    }
    addTo(this.others, first, piece);
    return true;
  }

  /** The other processes that have the bytes of a piece. */
  pidsBeside(piece: ScannedPiece): number[] {
    return (this.others.get(piece) ?? []).map(({ process }) => process.pid);
  }
}
