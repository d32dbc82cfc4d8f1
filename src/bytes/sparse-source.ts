import { type ByteSource, checkRange } from './byte-source.js';
import type { Place } from './checkpoint-error.js';
import { findFragment, type SparseMap } from './sparse-map.js';

/** A file with holes, of which `stored` holds the fragments one behind the other. */
export function sparseSource(stored: ByteSource, map: SparseMap, place: Place): ByteSource {
  return {
    size: map.size,
    place,
    sparse: map,
    stored,
    read(offset, length) {
      checkRange(this, offset, length);
      const bytes = new Uint8Array(length);
      const end = offset + length;
      for (let index = findFragment(map, offset); index < map.starts.length; index++) {
        const start = map.starts[index] ?? 0;
        if (start >= end) break;
        const from = Math.max(start, offset);
        const to = Math.min(start + (map.lengths[index] ?? 0), end);
        const at = (map.storedAt[index] ?? 0) + from - start;
        bytes.set(stored.read(at, to - from), from - offset);
      }
      return bytes;
    },
  };
}
