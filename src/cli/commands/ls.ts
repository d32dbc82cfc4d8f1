import { listAll, listMembers, type ListingRow } from '../../analysis/listing.js';
import type { Limits } from '../../archive/limits.js';
import { members } from '../../tables/members.js';
import { limitsOf } from '../archive-options.js';
import { maybe, one } from '../argument.js';
import { defineCommand } from '../command.js';
import { CHECKPOINT_OPTIONS } from '../each-checkpoint.js';
import { prefixOfContainer } from '../container-prefix.js';
import { printListing } from '../listing-rows.js';
import { outcome } from '../outcome.js';
import { ROW_OPTIONS } from '../row-options.js';
import { withTypedName } from '../typed-name.js';

export const command = defineCommand({
  summary: 'List the members of a checkpoint, also of the archives inside it',
  arguments: { archive: one('ARCHIVE'), path: maybe('PATH') },
  options: { ...ROW_OPTIONS, ...CHECKPOINT_OPTIONS },
  examples: [
    ['checkpoint.tar', 'All members'],
    ['checkpoint.tar checkpoint', 'Those of a directory'],
    ['checkpoint.tar rootfs-diff.tar', 'Changed and deleted files of the root file system'],
    ['checkpoint.tar volumes/data.tar:db', 'A directory of an archive inside the archive'],
  ],
  notes:
    'Mode, owner, size, time (UTC) and name, as tar -tv prints them. Files that the container deleted are marked.',
  async run(options, io) {
    const { archive: file, path = '' } = options;
    const limits = limitsOf(options);
    const prefix = await prefixOfContainer(file, options, io);
    const { rows, damage } =
      path === '' && prefix === ''
        ? await listAll(file, limits)
        : { rows: await listBelow(file, prefix, path, limits), damage: undefined };
    await printListing(members, rows, file, options, io.out);
    return outcome({ damage: damage === undefined ? [] : [damage] });
  },
});

/** Names are told as the container's own archive would have them. */
async function listBelow(
  file: string,
  prefix: string,
  path: string,
  limits: Limits,
): Promise<ListingRow[]> {
  const found = await withTypedName(path, (name) => listMembers(file, prefix + name, limits));
  const below = found.filter(({ name }) => `${name}/` !== prefix);
  return below.map((row) =>
    row.name.startsWith(prefix) ? { ...row, name: row.name.slice(prefix.length) } : row,
  );
}
