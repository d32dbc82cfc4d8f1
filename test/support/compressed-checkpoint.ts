import { fileURLToPath } from 'node:url';
import { openArchive } from '../../src/archive/open.js';
import type { Checkpoint } from '../../src/model/checkpoint.js';
import { onlyCheckpoint } from './open-checkpoint.js';

const COMPRESSED = fileURLToPath(new URL('../../testdata/lz4/', import.meta.url));

/** The directory of a checkpoint of testdata/lz4, whose pages were compressed by the Go crit. */
export function compressedDirectory(name: string): string {
  return COMPRESSED + name;
}

export async function compressedCheckpoint(name: string): Promise<Checkpoint> {
  return onlyCheckpoint(await openArchive(compressedDirectory(name), { keep: () => true }));
}
