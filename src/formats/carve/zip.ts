import { bufferAt, latin1, type FileFormat } from './file-format.js';

const END = latin1('PK\x05\x06');
const END_SIZE = 22;
const CHUNK = 256 * 1024;

/** APPNOTE 4.3: the record at the end tells where its directory is, counted from the beginning of the file. */
export const zip: FileFormat = {
  name: 'zip',
  ending: '.zip',
  magic: latin1('PK\x03\x04'),
  lengthOf(bytes) {
    for (let start = 0; start < bytes.size; start += CHUNK) {
      const chunk = bufferAt(bytes, start, CHUNK + END_SIZE);
      for (let at = chunk.indexOf(END); at >= 0; at = chunk.indexOf(END, at + 1)) {
        const end = chunk.subarray(at, at + END_SIZE);
        if (end.length < END_SIZE) break;
        const directory = end.readUInt32LE(12) + end.readUInt32LE(16);
        if (directory === start + at) {
          const length = start + at + END_SIZE + end.readUInt16LE(20);
          return length <= bytes.size ? length : undefined;
        }
      }
    }
    return undefined;
  },
};
