import type { ByteSource } from './byte-source.js';

const WINDOW = 64 * 1024;

/**
 * The same bytes, for many small reads one after another: they are cut from one larger read. A window
 * is never written again, so what was read stays.
 */
export function readAhead(source: ByteSource): ByteSource {
  let start = 0;
  let window: Uint8Array = new Uint8Array(0);
  return {
    size: source.size,
    place: source.place,
    read(offset, length) {
      if (offset < start || offset + length > start + window.length) {
        if (length > WINDOW / 2 || offset + length > source.size)
          return source.read(offset, length);
        window = source.read(offset, Math.min(WINDOW, source.size - offset));
        start = offset;
      }
      return window.subarray(offset - start, offset - start + length);
    },
  };
}
