import { bufferAt, latin1, type FileFormat } from './file-format.js';

/** RFC 7468; nothing that is kept like this is long. */
const MAX_LENGTH = 256 * 1024;

const WHOLE =
  /^-----BEGIN ([A-Z0-9 ]{1,64})-----\r?\n(?:[\x20-\x7e]*\r?\n){1,4096}?-----END \1-----\r?\n?/;

export const pem: FileFormat = {
  name: 'PEM',
  ending: '.pem',
  magic: latin1('-----BEGIN '),
  lengthOf(bytes) {
    const text = bufferAt(bytes, 0, Math.min(bytes.size, MAX_LENGTH)).toString('latin1');
    return WHOLE.exec(text)?.[0].length;
  },
};
