import { ARCHIVE_OPTIONS } from '../archive-options.js';
import { one } from '../argument.js';
import { defineCommand } from '../command.js';
import { repackDirectory, REPACK_OPTIONS } from './repack.js';

export const command = defineCommand({
  summary: 'Write the compressed pages of a directory as they are',
  arguments: { directory: one('DIR') },
  options: { ...REPACK_OPTIONS, ...ARCHIVE_OPTIONS },
  examples: [['checkpoint/', 'The files that are replaced are kept as NAME.bak']],
  run: (options, io) => repackDirectory(options.directory, undefined, options, io),
});
