import { join } from 'node:path';
import {
  hasCompressedPages,
  reads,
  repackPages,
  type Repacked,
} from '../../analysis/repack/repack-pages.js';
import type { Packing } from '../../analysis/repack/packing.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { formatBytes } from '../../render/byte-size.js';
import { Directory } from '../../write/directory.js';
import { ReplacedFiles } from '../../write/replaced-files.js';
import { CONTAINER_OPTION } from '../archive-options.js';
import { withCheckpoint, type CheckpointValues } from '../each-checkpoint.js';
import type { Io } from '../io.js';
import { flag } from '../option.js';
import { outcome, type Outcome } from '../outcome.js';

/** Options of what writes all pages of a directory anew. */
export const REPACK_OPTIONS = {
  inPlace: flag({ describe: 'Leave no backups of the files that are replaced (NAME.bak)' }),
  ...CONTAINER_OPTION,
};

/**
 * Writes the pages of a directory anew, compressed or not: all files are whole before the first is replaced.
 * @param packing undefined to have them as they are
 */
export async function repackDirectory(
  path: string,
  packing: Packing | undefined,
  options: CheckpointValues & { readonly inPlace: boolean },
  io: Io,
): Promise<Outcome> {
  return withCheckpoint(path, reads, options, io, async (checkpoint) => {
    if (checkpoint.archive.form !== 'directory') {
      const why = 'not a directory: unpack it first (checkpointctl extract)';
      throw new CheckpointError('usage', `${path}: ${why}`);
    }
    if (hasCompressedPages(checkpoint) === (packing !== undefined)) {
      const how = packing === undefined ? 'No page is compressed' : 'Pages are compressed already';
      await io.out.write(`${how}; nothing was changed\n`);
      return outcome();
    }
    const directoryPath = join(path, checkpoint.imagePrefix);
    const directory = Directory.open(directoryPath);
    const files = new ReplacedFiles(directory, directoryPath);
    try {
      const result = await repackPages(checkpoint, packing, (name, use) => files.write(name, use));
      files.finish(!options.inPlace);
      await io.out.write(summaryOf(result, options.inPlace));
    } catch (error) {
      throw files.abandonAfter(error);
    } finally {
      directory.close();
    }
    return outcome();
  });
}

function summaryOf({ images, before, after }: Repacked, isInPlace: boolean): string {
  const backups = isInPlace ? '' : '; what they were is in NAME.bak';
  const sizes = `${formatBytes(before)} -> ${formatBytes(after)}`;
  return `${images} pages image${images === 1 ? '' : 's'}: ${sizes}${backups}\n`;
}
