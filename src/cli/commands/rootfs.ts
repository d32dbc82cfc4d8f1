import { listRootDiff, type ListingRow } from '../../analysis/listing.js';
import type { ImagePlace } from '../../archive/base-image/image-place.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { changedFiles } from '../../tables/members.js';
import { originOf } from '../../tables/origin.js';
import { limitsOf } from '../archive-options.js';
import { many } from '../argument.js';
import { BASE_IMAGE_OPTION, openBase } from '../base-image-option.js';
import { defineCommand } from '../command.js';
import { flag } from '../option.js';
import { CHECKPOINT_OPTIONS, eachCheckpoint, type CheckpointValues } from '../each-checkpoint.js';
import { prefixOfContainer, refusePod } from '../container-prefix.js';
import type { Io } from '../io.js';
import { listingPrinter } from '../listing-printer.js';
import { outcome, type Outcome } from '../outcome.js';
import { filterNotes } from '../own-layout.js';
import { ROW_OPTIONS, type RowValues } from '../row-options.js';
import { RowPrinter } from '../row-printer.js';

export const command = defineCommand({
  summary: "List changed and deleted files of the container's root file system",
  arguments: { archives: many('ARCHIVE') },
  options: {
    executables: flag({
      describe: 'Only programs and scripts: with SHA-256, who runs them, and what rights they give',
    }),
    ...ROW_OPTIONS,
    ...CHECKPOINT_OPTIONS,
    ...BASE_IMAGE_OPTION,
  },
  examples: [
    ['checkpoint.tar', 'The short way to `ls checkpoint.tar rootfs-diff.tar`'],
    ['*.tar --filter name~^etc/', 'Of many checkpoints'],
    ['--executables checkpoint.tar', 'Programs that are not of the image'],
    ['--image oci-archive:image.tar checkpoint.tar', 'What really differs from the image'],
  ],
  notes:
    'The engine decides what it saves: the list is what the archive has, not proof that nothing else changed. With ' +
    '--image each file is compared with that of the image: new, changed, metadata (mode, owner, capabilities), ' +
    'touched (its time), or the same.',
  async run({ image, ...others }, io) {
    const options = { ...others, image: image?.name };
    const base = image?.base;
    if (options.executables) return await printExecutables(options, base, io);
    if (base !== undefined) return await printDrift(options, base, io);
    const { archives } = options;
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

type Values = RowValues & CheckpointValues & { readonly archives: readonly string[] };

/** Compared with the image of the container. */
async function printDrift(options: Values, base: ImagePlace, io: Io): Promise<Outcome> {
  const { drift } = await import('../../tables/drift.js');
  const { driftRows } = await import('../../analysis/drift/drift-rows.js');
  const { archives } = options;
  const severalArchives = archives.length > 1;
  const printer = await RowPrinter.open(drift, options, io.out, { severalArchives });
  const damage = await eachCheckpoint(archives, ['rootfs'], options, io, async (found, opened) => {
    const image = await openBase(base, found, opened, options, { ofMemory: false });
    await printer.add(await driftRows(found, image, limitsOf(options)), originOf(found));
  });
  await printer.end();
  return outcome({ damage, notes: filterNotes(options, printer.count) });
}

async function printExecutables(
  options: Values,
  base: ImagePlace | undefined,
  io: Io,
): Promise<Outcome> {
  const { changedPrograms, driftedPrograms } = await import('../../tables/changed-programs.js');
  const { requireRootDiff } = await import('../../analysis/changed-programs.js');
  const { compareRoot } = await import('../../analysis/drift/compare-root.js');
  const table = base === undefined ? changedPrograms : driftedPrograms;
  const { archives } = options;
  const severalArchives = archives.length > 1;
  const printer = await RowPrinter.open(table, options, io.out, { severalArchives });
  const { reads } = changedPrograms;
  const damage = await eachCheckpoint(archives, reads, options, io, async (found, opened) => {
    requireRootDiff(found);
    const drifts =
      base === undefined
        ? undefined
        : await compareRoot(
            found,
            await openBase(base, found, opened, options, { ofMemory: false }),
            limitsOf(options),
          );
    const programs = await changedPrograms.rows(found);
    const rows = [...programs].map((each) => ({ ...each, ...drifts?.get(each.header.name) }));
    await printer.add(rows, originOf(found));
  });
  await printer.end();
  return outcome({ damage, notes: filterNotes(options, printer.count) });
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
