import { bufferAt, latin1, type FileFormat } from './file-format.js';

const CHUNK = 64 * 1024;
const SCAN = 0xda;

/** ITU-T T.81, B.1: segments with lengths up to a scan, in which FF comes only before 00, RST and the next marker. */
export const jpeg: FileFormat = {
  name: 'JPEG',
  ending: '.jpg',
  magic: latin1('\xff\xd8\xff'),
  lengthOf(bytes) {
    for (let at = 2; at + 2 <= bytes.size;) {
      const head = bufferAt(bytes, at, 4);
      const [mark = 0, marker = 0] = head;
      if (mark !== 0xff) return undefined;
      if (marker === 0xd9) return at + 2;
      const isSegment = marker >= 0xc0 && marker <= 0xfe && !(marker >= 0xd0 && marker <= 0xd8);
      if (!isSegment || head.length < 4) return undefined;
      at += 2 + head.readUInt16BE(2);
      if (marker === SCAN) {
        const next = scanEnd((offset) => bufferAt(bytes, offset, CHUNK), at);
        if (next === undefined) return undefined;
        at = next;
      }
    }
    return undefined;
  },
};

/** Where the marker behind the data of a scan is. */
function scanEnd(read: (offset: number) => Buffer, from: number): number | undefined {
  for (let start = from; ; start += CHUNK - 1) {
    const chunk = read(start);
    if (chunk.length < 2) return undefined;
    for (let at = chunk.indexOf(0xff); at >= 0; at = chunk.indexOf(0xff, at + 1)) {
      const next = chunk[at + 1];
      if (next === undefined) break;
      const isData = next === 0 || (next >= 0xd0 && next <= 0xd7) || next === 0xff;
      if (!isData) return start + at;
    }
    if (chunk.length < CHUNK) return undefined;
  }
}
