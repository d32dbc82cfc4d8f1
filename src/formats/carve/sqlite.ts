import { bufferAt, latin1, type FileFormat } from './file-format.js';

/** The database file format, 1.3: size of a page, and how many there are. */
export const sqlite: FileFormat = {
  name: 'SQLite',
  ending: '.sqlite',
  magic: latin1('SQLite format 3\0'),
  lengthOf(bytes) {
    const header = bufferAt(bytes, 0, 100);
    if (header.length < 100) return undefined;
    const size = header.readUInt16BE(16);
    const page = size === 1 ? 65_536 : size;
    const isPower = page >= 512 && (page & (page - 1)) === 0;
    // Fractions of a page that are fixed.
    if (!isPower || header[21] !== 64 || header[22] !== 32 || header[23] !== 32) return undefined;
    const length = page * header.readUInt32BE(28);
    return length > 0 && length <= bytes.size ? length : undefined;
  },
};
