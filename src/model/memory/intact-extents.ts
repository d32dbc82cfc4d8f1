import { aroundGaps, readIntact } from '../../bytes/read-into.js';
import type { Extent } from './address-space.js';
import { absentPages } from './backing.js';

/** Bytes that are looked at at once. */
const STEP = 1024 * 1024;

/**
 * The extents, those of compressed pages without what does not unpack: for this all of them are read. What
 * is stored as it is comes as it is.
 */
export function* intactExtents(extents: Iterable<Extent>): Generator<Extent> {
  let buffer: Uint8Array | undefined;
  for (const extent of extents) {
    const { backing } = extent;
    if (backing.kind === 'absent' || backing.source.packed === undefined) {
      yield extent;
      continue;
    }
    buffer ??= new Uint8Array(STEP);
    const size = Number(extent.end - extent.start);
    for (let done = 0; done < size; done += STEP) {
      const start = backing.offset + done;
      const end = backing.offset + Math.min(done + STEP, size);
      const gaps = readIntact(backing.source, start, buffer.subarray(0, end - start));
      for (const part of aroundGaps({ start, end }, gaps)) {
        const shift = extent.start - BigInt(backing.offset);
        yield {
          ...extent,
          start: BigInt(part.start) + shift,
          end: BigInt(part.end) + shift,
          backing: part.isLost ? absentPages('block-damaged') : { ...backing, offset: part.start },
        };
      }
    }
  }
}
