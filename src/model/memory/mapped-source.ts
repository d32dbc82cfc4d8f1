import { checkRange, unexpectedEof, type ByteSource } from '../../bytes/byte-source.js';
import type { Place } from '../../bytes/checkpoint-error.js';
import type { MappedFile } from './pages-behind.js';

/** A mapped file in random access; its holes read as zeros. */
export function mappedSource(file: MappedFile, place: Place): ByteSource {
  return {
    size: Number(file.size),
    place,
    read(offset, length) {
      checkRange(this, offset, length);
      const bytes = new Uint8Array(length);
      const end = BigInt(offset + length);
      for (let at = BigInt(offset); at < end;) {
        const { backing, end: until } = file.at(at, end);
        if (backing?.kind === 'absent') throw unexpectedEof(place, Number(at));
        const count = Number(until - at);
        if (backing !== undefined) {
          bytes.set(backing.source.read(backing.offset, count), Number(at) - offset);
        }
        at = until;
      }
      return bytes;
    },
  };
}
