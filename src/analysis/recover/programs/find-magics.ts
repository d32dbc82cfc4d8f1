import type { AddressSpace } from '../../../model/memory/address-space.js';
import type { Region } from '../../../model/memory/regions.js';
import { readPieces } from '../../../model/memory/memory-pieces.js';

/** Addresses in a region at which stored bytes begin with others, wherever in a page that is. */
export function* findMagics(
  space: AddressSpace,
  { start, end }: Pick<Region, 'start' | 'end'>,
  magic: Uint8Array,
): Generator<bigint> {
  let tail: Buffer = Buffer.alloc(0);
  let tailEnd = 0n;
  for (const piece of readPieces(space.extents(start, end))) {
    if (piece.kind !== 'bytes') continue;
    const { bytes, start: at } = piece;
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    // What lies across two pieces.
    if (tailEnd === at) {
      const across = Buffer.concat([tail, view.subarray(0, magic.length - 1)]);
      const found = across.indexOf(magic);
      if (found >= 0) yield at - BigInt(tail.length - found);
    }
    const next = Buffer.from(view.subarray(Math.max(view.length - magic.length + 1, 0)));
    const found: number[] = [];
    for (let hit = view.indexOf(magic); hit >= 0; hit = view.indexOf(magic, hit + 1)) {
      found.push(hit);
    }
    tail = next;
    tailEnd = at + BigInt(bytes.length);
    for (const hit of found) yield at + BigInt(hit);
  }
}
