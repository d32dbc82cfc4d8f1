import { listRootDiff } from '../../analysis/listing.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { changedFiles } from '../../tables/members.js';
import { limitsOf } from '../archive-options.js';
import { one } from '../argument.js';
import { defineCommand } from '../command.js';
import { CHECKPOINT_OPTIONS } from '../each-checkpoint.js';
import { prefixOfContainer, refusePod } from '../container-prefix.js';
import { printListing } from '../listing-rows.js';
import { outcome } from '../outcome.js';
import { ROW_OPTIONS } from '../row-options.js';

export const command = defineCommand({
  summary: "List changed and deleted files of the container's root file system",
  arguments: { archive: one('ARCHIVE') },
  options: { ...ROW_OPTIONS, ...CHECKPOINT_OPTIONS },
  examples: [['checkpoint.tar', 'The short way to `ls checkpoint.tar rootfs-diff.tar`']],
  notes:
    'The engine decides what it saves: the list is what the archive has, not proof that nothing else changed.',
  async run(options, io) {
    const { archive: file } = options;
    const limits = limitsOf(options);
    const prefix = await prefixOfContainer(file, options, io);
    const rows = await listRootDiff(file, prefix, limits);
    if (rows === undefined) {
      await refusePod(file, options, io);
      throw new CheckpointError(
        'not-found',
        'no changes of the root file system were saved (no rootfs-diff.tar, no deleted.files)',
        { file },
      );
    }
    await printListing(changedFiles, rows, file, options, io.out);
    return outcome();
  },
});
