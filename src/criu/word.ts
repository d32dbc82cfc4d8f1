import { unexpectedEof, type ByteSource } from '../bytes/byte-source.js';

/** An unsigned 32 bit word of the framing, in the byte order of the host that wrote the image. */
export function readWord(source: ByteSource, offset: number, bigEndian: boolean): number {
  if (offset + 4 > source.size) throw unexpectedEof(source.place, source.size);
  const [first = 0, second = 0, third = 0, last = 0] = source.read(offset, 4);
  return bigEndian
    ? ((first << 24) | (second << 16) | (third << 8) | last) >>> 0
    : ((last << 24) | (third << 16) | (second << 8) | first) >>> 0;
}

/** The bytes of such a word. */
export function wordBytes(value: number, bigEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, !bigEndian);
  return bytes;
}
