import { listMembers } from '../../analysis/listing.js';
import { renderJson } from '../../render/json.js';
import { listingJson, renderListing } from '../../render/listing.js';
import { ARCHIVE_OPTIONS, CONTAINER_OPTION, FORMAT_OPTION, limitsOf } from '../archive-options.js';
import type { Command } from '../command.js';
import { withTypedName } from '../typed-name.js';
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
    const rows = await withTypedName(path, (name) => listMembers(file, prefix + name, limits));
    const json = args.values.get('format') === 'json';
    await output.write(json ? renderJson(listingJson(rows)) : renderListing(rows));
    return undefined;
  },
};
