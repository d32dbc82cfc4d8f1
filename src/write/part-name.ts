import { randomBytes } from 'node:crypto';
import { decodeText, encodeText } from '../bytes/text.js';

/** Longest name of a file, in bytes (limits.h, NAME_MAX). */
const NAME_MAX = 255;

/**
 * What a file is called until it is whole: `core.7.5f0c1a9b.part`. Nobody can know the name beforehand, and
 * one that a killed program left is in nobody's way.
 */
export function partName(name: string): string {
  const end = `.${randomBytes(4).toString('hex')}.part`;
  return decodeText(encodeText(name).subarray(0, NAME_MAX - end.length)) + end;
}
