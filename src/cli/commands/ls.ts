import { listAll, listMembers, type ListingRow } from '../../analysis/listing.js';
import type { Limits } from '../../archive/limits.js';
import { renderJson } from '../../render/json.js';
import { listingJson, renderListing } from '../../render/listing.js';
import { ARCHIVE_OPTIONS, CONTAINER_OPTION, FORMAT_OPTION, limitsOf } from '../archive-options.js';
import type { Command } from '../command.js';
import { withTypedName } from '../typed-name.js';
import { ExitCode, reportError } from '../failure.js';
import { prefixOfContainer } from '../container-prefix.js';

export const command: Command = {
  summary: 'List the members of a checkpoint, also of the archives inside it',
  arguments: 'ARCHIVE [PATH]',
  minArguments: 1,
  maxArguments: 2,
  options: { ...FORMAT_OPTION, ...CONTAINER_OPTION, ...ARCHIVE_OPTIONS },
  examples: [
    ['checkpoint.tar', 'All members'],
    ['checkpoint.tar checkpoint', 'Those of a directory'],
    ['checkpoint.tar rootfs-diff.tar', 'Changed and deleted files of the root file system'],
    ['checkpoint.tar volumes/data.tar:db', 'A directory of an archive inside the archive'],
  ],
  notes:
    'Mode, owner, size, time (UTC) and name, as tar -tv prints them. Files that the container deleted are marked.',
  async run(args, output) {
    const [file = '', path = ''] = args.positional;
    const limits = limitsOf(args);
    const prefix = await prefixOfContainer(file, args.values.get('container'), limits);
    const { rows, damage } =
      path === '' && prefix === ''
        ? await listAll(file, limits)
        : { rows: await listBelow(file, prefix, path, limits), damage: undefined };
    const json = args.values.get('format') === 'json';
    await output.write(json ? renderJson(listingJson(rows)) : renderListing(rows));
    if (damage === undefined) return ExitCode.success;
    reportError(damage);
    return ExitCode.failure;
  },
};

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
