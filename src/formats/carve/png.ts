import { bufferAt, latin1, type FileFormat } from './file-format.js';

/** PNG, 5.3: chunks with a length before each, the last of which is IEND. */
export const png: FileFormat = {
  name: 'PNG',
  ending: '.png',
  magic: latin1('\x89PNG\r\n\x1a\n'),
  lengthOf(bytes) {
    for (let at = 8; at + 12 <= bytes.size;) {
      const head = bufferAt(bytes, at, 8);
      const type = head.toString('latin1', 4);
      if (!/^[A-Za-z]{4}$/.test(type) || (at === 8) !== (type === 'IHDR')) return undefined;
      at += 12 + head.readUInt32BE(0);
      if (type === 'IEND') return at <= bytes.size ? at : undefined;
    }
    return undefined;
  },
};
