import { X509Certificate } from 'node:crypto';
import { bufferAt, latin1, type FileFormat } from './file-format.js';

/** X.690: a sequence with a length of two bytes, in which is another, as every certificate begins (RFC 5280). */
export const certificate: FileFormat = {
  name: 'certificate',
  ending: '.der',
  magic: latin1('\x30\x82'),
  lengthOf(bytes) {
    const head = bufferAt(bytes, 0, 8);
    if (head.length < 8 || head[4] !== 0x30 || head[5] !== 0x82) return undefined;
    const length = 4 + head.readUInt16BE(2);
    if (length > bytes.size || head.readUInt16BE(6) + 8 > length) return undefined;
    try {
      return new X509Certificate(bufferAt(bytes, 0, length)).raw.length;
    } catch {
      return undefined;
    }
  },
};
