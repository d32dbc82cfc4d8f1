import { listRootDiff, type ListingRow } from '../../analysis/listing.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { changedFiles } from '../../tables/members.js';
import { limitsOf } from '../archive-options.js';
import { many } from '../argument.js';
import { printCheckpointRows } from '../checkpoint-rows.js';
import { defineCommand } from '../command.js';
import { flag } from '../option.js';
import { CHECKPOINT_OPTIONS, type CheckpointValues } from '../each-checkpoint.js';
import { prefixOfContainer, refusePod } from '../container-prefix.js';
import type { Io } from '../io.js';
import { listingPrinter } from '../listing-printer.js';
import { outcome, type Outcome } from '../outcome.js';
import { ROW_OPTIONS, type RowValues } from '../row-options.js';

export const command = defineCommand({
  summary: "List changed and deleted files of the container's root file system",
  arguments: { archives: many('ARCHIVE') },
  options: {
    executables: flag({
      describe: 'Only programs and scripts: with SHA-256, who runs them, and what rights they give',
    }),
    ...ROW_OPTIONS,
    ...CHECKPOINT_OPTIONS,
  },
  examples: [
    ['checkpoint.tar', 'The short way to `ls checkpoint.tar rootfs-diff.tar`'],
    ['*.tar --filter name~^etc/', 'Of many checkpoints'],
    ['--executables checkpoint.tar', 'Programs that are not of the image'],
  ],
  notes:
    'The engine decides what it saves: the list is what the archive has, not proof that nothing else changed.',
  async run(options, io) {
    const { archives } = options;
    if (options.executables) {
      return await printExecutables(options, io);
    }
    const printer = await listingPrinter(changedFiles, options, io.out, archives.length > 1);
    const damage: unknown[] = [];
    for (const file of archives) {
      try {
        await printer.add(await changesOf(file, options, io), file);
      } catch (error) {
        damage.push(error);
      }
    }
    return outcome({ damage, notes: await printer.end() });
  },
});

async function printExecutables(
  options: RowValues & CheckpointValues & { readonly archives: readonly string[] },
  io: Io,
): Promise<Outcome> {
  const { changedPrograms } = await import('../../tables/changed-programs.js');
  const { requireRootDiff } = await import('../../analysis/changed-programs.js');
  const table: typeof changedPrograms = {
    ...changedPrograms,
    rows(checkpoint) {
      requireRootDiff(checkpoint);
      return changedPrograms.rows(checkpoint);
    },
  };
  const { archives } = options;
  return await printCheckpointRows(table, { archives }, options, io);
}

async function changesOf(
  file: string,
  options: CheckpointValues,
  io: Io,
): Promise<readonly ListingRow[]> {
  const prefix = await prefixOfContainer(file, options, io);
  const rows = await listRootDiff(file, prefix, limitsOf(options));
  if (rows !== undefined) return rows;
  await refusePod(file, options, io);
  throw new CheckpointError(
    'not-found',
    'no changes of the root file system were saved (no rootfs-diff.tar, no deleted.files)',
    { file },
  );
}
