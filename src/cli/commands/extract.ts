import { append } from '../../bytes/append.js';
import { findTotalSize } from '../../archive/total-size.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { parseSafeText } from '../../render/safe-text.js';
import { extractMembers } from '../../write/extract/extract.js';
import { FORCE_OPTION, limitsOf } from '../archive-options.js';
import { any, one } from '../argument.js';
import { defineCommand } from '../command.js';
import { CHECKPOINT_OPTIONS } from '../each-checkpoint.js';
import { prefixOfContainer } from '../container-prefix.js';
import { flag, required, text } from '../option.js';
import { outcome } from '../outcome.js';
import { isTerminal } from '../standard-streams.js';

export const command = defineCommand({
  summary: 'Unpack a checkpoint, or members of it, safely',
  arguments: { archive: one('ARCHIVE'), members: { ...any('MEMBER'), offers: 'members' } },
  options: {
    directory: required(
      text({
        alias: 'C',
        value: 'DIR',
        describe: 'Where to unpack; made for its owner only when it is not there',
      }),
    ),
    ...FORCE_OPTION,
    preservePermissions: flag({
      describe: 'The exact modes of the archive, whatever the umask',
    }),
    keepSetuid: flag({ describe: 'Keep setuid, setgid and sticky bits' }),
    ...CHECKPOINT_OPTIONS,
  },
  examples: [
    ['checkpoint.tar -C evidence', 'Everything'],
    ['checkpoint.tar checkpoint/pstree.img config.dump -C evidence', 'Some members'],
    ['checkpoint.tar rootfs-diff.tar:home -C changed', 'A directory of an archive inside it'],
  ],
  notes:
    'Nothing is written outside DIR or through a link; devices and what cannot be written safely are ' +
    'left out and told, and the exit code is 1 then. A directory means all below it. Modes obey the umask; ' +
    'whoever unpacks may read all that he unpacks, unless exact modes are wanted.',
  async run(options, io) {
    const { archive: file, members: names } = options;
    const limits = limitsOf(options);
    const prefix = await prefixOfContainer(file, options, io);
    const wanted = names.length === 0 && prefix !== '' ? [''] : names;
    const progress = io.progress(
      'Unpacking',
      // Nobody else sees it.
      names.length === 0 && isTerminal(2) ? await findTotalSize(file, limits) : undefined,
    );
    const { skipped, missing, unkept, error } = await extractMembers(
      file,
      [...new Set(wanted.flatMap((name) => readings(prefix, name)))],
      options.directory,
      {
        limits,
        keepSetuid: options.keepSetuid,
        preservePermissions: options.preservePermissions,
        overwrite: options.force,
        onBytes: progress.advance,
      },
    ).finally(progress.stop);
    const errors: unknown[] = skipped.map(
      ({ name, reason }) => new CheckpointError('unsafe-path', reason, { file, member: name }),
    );
    if (error !== undefined) errors.push(error);
    else append(errors, missingNames(wanted, prefix, missing, file));
    return outcome({ damage: errors, notes: unkept });
  },
});

/** What a typed name may mean: itself, and the name that is printed like this. */
function readings(prefix: string, name: string): string[] {
  return [prefix + name, prefix + parseSafeText(name)];
}

function missingNames(
  wanted: readonly string[],
  prefix: string,
  missing: readonly string[],
  file: string,
): CheckpointError[] {
  return wanted
    .filter((name) => readings(prefix, name).every((reading) => missing.includes(reading)))
    .map((member) => new CheckpointError('not-found', 'no such member', { file, member }));
}
