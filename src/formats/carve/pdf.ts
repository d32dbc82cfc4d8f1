import { bufferAt, latin1, type FileFormat } from './file-format.js';

/** ISO 32000, 7.5.5: the last lines of a file, to which later ones may have been added. */
const END = /startxref\s+\d+\s+%%EOF\r?\n?/g;

/** Bytes that are looked at; they are one text. */
const MAX_LENGTH = 16 * 1024 ** 2;

export const pdf: FileFormat = {
  name: 'PDF',
  ending: '.pdf',
  magic: latin1('%PDF-'),
  lengthOf(bytes) {
    if (!/^%PDF-[12]\.\d/.test(bufferAt(bytes, 0, 8).toString('latin1'))) return undefined;
    const text = bufferAt(bytes, 0, Math.min(bytes.size, MAX_LENGTH)).toString('latin1');
    const next = text.indexOf('%PDF-', 5);
    const own = next < 0 ? text : text.slice(0, next);
    const last = [...own.matchAll(END)].at(-1);
    return last === undefined ? undefined : last.index + last[0].length;
  },
};
