import { Packing } from '../../analysis/repack/packing.js';
import { ARCHIVE_OPTIONS } from '../archive-options.js';
import { one } from '../argument.js';
import { defineCommand } from '../command.js';
import { single } from '../option.js';
import { UsageError } from '../usage-error.js';
import { repackDirectory, REPACK_OPTIONS } from './repack.js';

/** LZ4_ACCELERATION_MAX. */
const MAX_ACCELERATION = 65537;

export const command = defineCommand({
  summary: 'Compress the pages of a directory (LZ4), as CRIU after 4.2 does',
  arguments: { directory: one('DIR') },
  options: {
    acceleration: single(
      {
        value: 'N',
        default: '1',
        describe: `The higher, the faster and the larger: 1 to ${MAX_ACCELERATION}`,
      },
      parseAcceleration,
    ),
    ...REPACK_OPTIONS,
    ...ARCHIVE_OPTIONS,
  },
  examples: [
    ['checkpoint/', 'The files that are replaced are kept as NAME.bak'],
    ['checkpoint/ --in-place', 'They are not'],
  ],
  notes: 'Only CRIU after 4.2 restores from compressed pages.',
  run: (options, io) =>
    repackDirectory(options.directory, new Packing(options.acceleration), options, io),
});

function parseAcceleration(word: string): number {
  const value = /^\d{1,5}$/.test(word) ? Number(word) : 0;
  if (value >= 1 && value <= MAX_ACCELERATION) return value;
  throw new UsageError(`not an acceleration from 1 to ${MAX_ACCELERATION}: ${word}`);
}
