import { listRootDiff } from '../../analysis/listing.js';
import { isRepeatable } from '../../archive/input.js';
import type { Limits } from '../../archive/limits.js';
import { openArchive } from '../../archive/open.js';
import { selectCheckpoint } from '../../model/checkpoint.js';
import { findContainers } from '../../model/containers.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { renderJson } from '../../render/json.js';
import { listingJson, renderListing } from '../../render/listing.js';
import { ARCHIVE_OPTIONS, CONTAINER_OPTION, FORMAT_OPTION, limitsOf } from '../archive-options.js';
import { one } from '../argument.js';
import { defineCommand } from '../command.js';
import { prefixOfContainer } from '../container-prefix.js';
import { outcome } from '../outcome.js';

export const command = defineCommand({
  summary: "List changed and deleted files of the container's root file system",
  arguments: { archive: one('ARCHIVE') },
  options: { ...FORMAT_OPTION, ...CONTAINER_OPTION, ...ARCHIVE_OPTIONS },
  examples: [['checkpoint.tar', 'The short way to `ls checkpoint.tar rootfs-diff.tar`']],
  notes:
    'The engine decides what it saves: the list is what the archive has, not proof that nothing else changed.',
  async run(options, { out }) {
    const { archive: file } = options;
    const limits = limitsOf(options);
    const prefix = await prefixOfContainer(file, options.container, limits);
    const rows = await listRootDiff(file, prefix, limits);
    if (rows === undefined) {
      await refusePod(file, prefix, limits);
      throw new CheckpointError(
        'not-found',
        'no changes of the root file system were saved (no rootfs-diff.tar, no deleted.files)',
        { file },
      );
    }
    const json = options.format === 'json';
    await out.write(json ? renderJson(listingJson(rows)) : renderListing(rows));
    return outcome();
  },
});

/** Without --container a pod has no root file system of its own. */
async function refusePod(file: string, prefix: string, limits: Limits): Promise<void> {
  if (prefix !== '' || !isRepeatable(file)) return;
  const archive = await openArchive(file, { keep: (name) => name === 'pod.options', limits });
  try {
    if (findContainers(archive).length > 1) selectCheckpoint(archive, undefined);
  } finally {
    archive.close();
  }
}
