import { hashArchive, type ArchiveHashes } from '../../analysis/hash/hash-archive.js';
import { encodeText } from '../../bytes/text.js';
import { isAbsent } from '../../model/absent.js';
import { checksumLine } from '../../render/checksum-lines.js';
import { safeLines } from '../../render/safe-text.js';
import { ROW_FORMATS } from '../../render/visitors/formats.js';
import { hashes, type HashRow } from '../../tables/hashes.js';
import { ARCHIVE_OPTIONS, formatOption, limitsOf } from '../archive-options.js';
import { one } from '../argument.js';
import { defineCommand } from '../command.js';
import { flag } from '../option.js';
import { REMOTE_OPTIONS } from '../remote-options.js';
import { outcome } from '../outcome.js';
import { filterNotes, hasOwnLayout, rowChooser } from '../own-layout.js';
import { ROW_OPTIONS } from '../row-options.js';
import { printPlacedRows } from '../row-printer.js';

export const command = defineCommand({
  summary: 'Print SHA-256 of a checkpoint and of everything in it, as sha256sum does',
  arguments: { archive: one('ARCHIVE') },
  options: {
    deep: flag({
      describe: 'Also of the files in the archives inside: rootfs-diff, volumes, tmpfs, /dev/shm',
    }),
    ...ROW_OPTIONS,
    ...formatOption(['sha256sum', ...ROW_FORMATS]),
    ...ARCHIVE_OPTIONS,
    ...REMOTE_OPTIONS,
  },
  examples: [
    ['checkpoint.tar > checkpoint.sha256', 'A manifest, for `verify` or `sha256sum -c`'],
    ['checkpoint.tar --filter kind=archive', 'That of the archive alone'],
    ['checkpoint.tar --deep --format json', 'Of everything, with sizes'],
  ],
  notes:
    'The archive comes first, under the name that was typed, then its members under their names inside: ' +
    '`sha256sum -c --ignore-missing` checks the one where it lies and the others where they were unpacked. ' +
    'A member that a later one of its name replaces is a comment. The file is read once, also from a pipe.',
  async run(options, io) {
    const { archive: file, deep, format } = options;
    const choose = await rowChooser(hashes, options);
    const progress = io.progress('Hashing');
    const found = await hashArchive(
      file,
      { limits: limitsOf(options), deep },
      progress.advance,
    ).finally(progress.stop);
    const origin = { archive: file, container: { absent: 'members are of the archive' } };
    const placed = choose(rowsOf(file, found).map((row) => ({ row, origin })));
    if (format === 'sha256sum' && hasOwnLayout(options)) {
      const lines = placed.map(({ row }) => lineOf(row)).join('');
      await io.out.write(io.out.isTerminal ? safeLines(lines) : encodeText(lines));
    } else {
      const rowFormat = format === 'sha256sum' ? 'table' : format;
      await printPlacedRows(hashes, placed, { ...options, format: rowFormat }, io.out);
    }
    return outcome({ damage: found.damage, notes: filterNotes(options, placed.length) });
  },
});

function rowsOf(file: string, { archive, members }: ArchiveHashes): HashRow[] {
  if (archive === undefined) return [...members];
  const row = { name: file, kind: 'archive', type: undefined, replaced: false } as const;
  return [{ ...row, ...archive }, ...members];
}

/** What `sha256sum -c` would miss, or find changed, is a comment. */
function lineOf({ name, sha256, replaced }: HashRow): string {
  if (isAbsent(sha256)) return '';
  const line = checksumLine(sha256, name);
  return replaced ? `# replaced by a later member of this name: ${line}` : line;
}
