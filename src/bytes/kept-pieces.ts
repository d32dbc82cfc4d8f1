/** More of a stream is not kept. */
const MAX_KEPT = 16 * 1024 ** 2;

/**
 * The compressed bytes of a stream from its beginning, to decode again what a damaged piece of it had
 * before the damage: decoders keep that to themselves. Of a larger stream that is lost with the piece.
 */
export class KeptPieces {
  private pieces: Uint8Array[] | undefined = [];
  private size = 0;

  add(piece: Uint8Array): void {
    this.size += piece.length;
    if (this.size > MAX_KEPT) this.pieces = undefined;
    this.pieces?.push(piece);
  }

  /** All of them; undefined if they were too many. */
  whole(): Uint8Array | undefined {
    return this.pieces && Buffer.concat(this.pieces, this.size);
  }
}

/** `chunks` without their first `count` bytes. */
export function* behind<Result>(
  count: number,
  chunks: Generator<Uint8Array, Result>,
): Generator<Uint8Array, Result> {
  for (let left = count; ;) {
    const next = chunks.next();
    if (next.done === true) return next.value;
    if (next.value.length > left) yield next.value.subarray(left);
    left = Math.max(0, left - next.value.length);
  }
}
