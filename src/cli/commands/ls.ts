import { existsSync } from 'node:fs';
import { listAll, listMembers, type ListingRow } from '../../analysis/listing.js';
import { isRepeatable } from '../../archive/input.js';
import { localPath } from '../../archive/local-path.js';
import type { CheckpointError } from '../../bytes/checkpoint-error.js';
import { isRemote } from '../../remote/archive-name.js';
import { members } from '../../tables/members.js';
import { limitsOf } from '../archive-options.js';
import { many, maybe } from '../argument.js';
import { defineCommand } from '../command.js';
import { CHECKPOINT_OPTIONS, type CheckpointValues } from '../each-checkpoint.js';
import { prefixOfContainer } from '../container-prefix.js';
import type { Io } from '../io.js';
import { listingPrinter } from '../listing-printer.js';
import { outcome } from '../outcome.js';
import { ROW_OPTIONS } from '../row-options.js';
import { withTypedName } from '../typed-name.js';

export const command = defineCommand({
  summary: 'List the members of a checkpoint, also of the archives inside it',
  // Which of them the last word is, `splitWords` finds out.
  arguments: { archives: { ...many('ARCHIVE'), offers: 'members' }, path: maybe('PATH') },
  options: { ...ROW_OPTIONS, ...CHECKPOINT_OPTIONS },
  examples: [
    ['checkpoint.tar', 'All members'],
    ['checkpoint.tar checkpoint', 'Those of a directory'],
    ['checkpoint.tar rootfs-diff.tar', 'Changed and deleted files of the root file system'],
    ['checkpoint.tar volumes/data.tar:db', 'A directory of an archive inside the archive'],
    ['*.tar rootfs-diff.tar:etc --sort -mtime', 'The same directory in many checkpoints'],
  ],
  notes:
    'Mode, owner, size, time (UTC) and name, as tar -tv prints them; of several archives each line begins with ' +
    'the archive. Files that the container deleted are marked. The last of several words is a PATH, unless it ' +
    'is a file here and no member of the first archive.',
  async run(options, io) {
    const { archives, path } = await splitWords(options.archives, options, io);
    const printer = await listingPrinter(members, options, io.out, archives.length > 1);
    const damage: unknown[] = [];
    for (const file of archives) {
      try {
        const listed = await membersOf(file, path, options, io);
        await printer.add(listed.rows, file);
        if (listed.damage !== undefined) damage.push(listed.damage);
      } catch (error) {
        damage.push(error);
      }
    }
    return outcome({ damage, notes: await printer.end() });
  },
});

async function splitWords(
  words: readonly string[],
  options: CheckpointValues,
  io: Io,
): Promise<{ archives: readonly string[]; path: string }> {
  const [first = '', ...others] = words;
  const last = others.at(-1);
  if (last === undefined) return { archives: words, path: '' };
  const isArchive =
    (isRemote(last) || existsSync(localPath(last) ?? last)) &&
    isRepeatable(first) &&
    !(await hasMember(first, last, options, io));
  return isArchive ? { archives: words, path: '' } : { archives: words.slice(0, -1), path: last };
}

async function hasMember(...[file, path, options, io]: Parameters<typeof membersOf>) {
  try {
    await membersOf(file, path, options, io);
    return true;
  } catch {
    // Why it can not be told is told when the archive is listed.
    return false;
  }
}

interface Listed {
  readonly rows: readonly ListingRow[];
  readonly damage?: CheckpointError;
}

/** Names are told as the container's own archive would have them. */
async function membersOf(
  file: string,
  path: string,
  options: CheckpointValues,
  io: Io,
): Promise<Listed> {
  const limits = limitsOf(options);
  const prefix = await prefixOfContainer(file, options, io);
  if (path === '' && prefix === '') return await listAll(file, limits);
  const found = await withTypedName(path, (name) => listMembers(file, prefix + name, limits));
  const below = found.filter(({ name }) => `${name}/` !== prefix);
  const rows = below.map((row) =>
    row.name.startsWith(prefix) ? { ...row, name: row.name.slice(prefix.length) } : row,
  );
  return { rows };
}
