import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { absent, type Fact } from '../model/absent.js';

/** Bytes that are free for a file that is to be written. */
export function freeFor(file: string): Fact<number> {
  try {
    const { bavail, bsize } = statfsSync(dirname(file));
    return bavail * bsize;
  } catch (error) {
    return absent(error instanceof Error ? error.message : String(error));
  }
}
