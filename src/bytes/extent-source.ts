import { type ByteSource, subSource } from './byte-source.js';
import { CheckpointError, type Place } from './checkpoint-error.js';

/** A run of bytes of a source. */
export interface Extent {
  readonly start: number;
  readonly length: number;
}

/** Runs of a source one after the other, as a file whose pieces lie between those of others. */
export function extentSource(
  source: ByteSource,
  extents: readonly Extent[],
  place: Place,
): ByteSource {
  const pieces = extents.filter(({ length }) => length > 0);
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) {
    return subSource(source, only.start, only.length, place);
  }
  const starts: number[] = [];
  let size = 0;
  for (const { length } of pieces) {
    starts.push(size);
    size += length;
  }
  return {
    size,
    place,
    read(offset, length) {
      if (offset + length > size) {
        throw new CheckpointError('unexpected-eof', 'unexpected EOF', { ...place, offset: size });
      }
      const bytes = Buffer.allocUnsafe(length);
      let index = lastStart(starts, offset);
      for (let done = 0; done < length; index++) {
        const { start, length: here } = pieces[index] ?? { start: 0, length: 0 };
        const skip = offset + done - (starts[index] ?? 0);
        const count = Math.min(here - skip, length - done);
        bytes.set(source.read(start + skip, count), done);
        done += count;
      }
      return bytes;
    },
  };
}

/** Index of the last start that is not beyond the offset. */
function lastStart(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low;
}
