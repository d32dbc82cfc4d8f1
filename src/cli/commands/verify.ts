import { append } from '../../bytes/append.js';
import { readFileSync } from 'node:fs';
import { hashArchive } from '../../analysis/hash/hash-archive.js';
import { compareManifest, isDeep, parseManifest } from '../../analysis/verify/manifest.js';
import {
  reads,
  verifyCheckpoint,
  type Verification,
} from '../../analysis/verify/verify-checkpoint.js';
import { fileError } from '../../bytes/file-error.js';
import { decodeText } from '../../bytes/text.js';
import { renderVerification } from '../../render/verification.js';
import { originOf } from '../../tables/origin.js';
import type { PlacedRow } from '../../tables/table.js';
import { verifications } from '../../tables/verifications.js';
import { limitsOf } from '../archive-options.js';
import { maybe, one } from '../argument.js';
import { defineCommand } from '../command.js';
import { optimizeLater } from '../engine.js';
import type { Io } from '../io.js';
import { eachMemory, MEMORY_OPTIONS } from '../memory-options.js';
import type { ValuesOf } from '../option.js';
import { outcome } from '../outcome.js';
import { filterNotes, hasOwnLayout, rowChooser } from '../own-layout.js';
import { ROW_OPTIONS } from '../row-options.js';
import { printPlacedRows } from '../row-printer.js';

const { parent, sysroot: _, ...opening } = MEMORY_OPTIONS;

export const command = defineCommand({
  summary: 'Check that a checkpoint is whole and fits together, and what a manifest says of it',
  arguments: { archive: one('ARCHIVE'), manifest: maybe('MANIFEST') },
  options: { parent, ...ROW_OPTIONS, ...opening },
  examples: [
    ['checkpoint.tar', 'Whether its parts fit together, and CRIU could restore it'],
    ['checkpoint.tar checkpoint.sha256', 'Also whether it is what `hash` or sha256sum had noted'],
    ['incr-final.tar --parent incr-pre.tar', 'With the checkpoint that it was made on top of'],
    ['checkpoint.tar --filter outcome=failed --format json', 'What is wrong, for a program'],
  ],
  notes:
    'Each failure tells what it means and whether CRIU could still restore the checkpoint. A check is skipped ' +
    'where the checkpoint has nothing of the kind. The exit code is 0 when all is right, 1 when something is ' +
    'wrong, 2 when it could not be looked at.',
  exits: {
    ...{ answered: 0, unanswered: 1, damaged: 2 },
    means: { answered: 'All is right.', unanswered: 'Something is wrong.' },
  },
  async run(options, io) {
    await optimizeLater();
    const { archive: file, manifest } = options;
    const lines = manifest === undefined ? undefined : readManifest(manifest);
    const rows: PlacedRow<Verification>[] = [];
    const unread = await verifyEach(file, options, io, rows);
    if (lines !== undefined) {
      const progress = io.progress('Hashing');
      const limits = limitsOf(options);
      const hashes = await hashArchive(
        file,
        { limits, deep: isDeep(lines) },
        progress.advance,
      ).finally(progress.stop);
      const container = { absent: 'the manifest is of the archive' };
      const origin = { archive: file, container };
      append(
        rows,
        compareManifest(lines, file, hashes).map((row) => ({ row, origin })),
      );
    }
    const choose = await rowChooser(verifications, options);
    const chosen = choose(rows);
    if (options.format === 'table' && hasOwnLayout(options)) {
      await io.out.write(renderVerification(chosen.map(({ row }) => row)));
    } else {
      await printPlacedRows(verifications, chosen, options, io.out);
    }
    const hasFailed = rows.some(({ row }) => row.outcome === 'failed');
    // What is damaged is a failed check; that something else could not be looked at comes after it.
    const damage = hasFailed ? [] : unread;
    for (const error of hasFailed ? unread : []) io.err.error(error);
    const notes = [...filterNotes(options, chosen.length), ...partNotes(file, manifest)];
    return outcome({ answered: !hasFailed, damage, notes });
  },
});

/** What the digest of a layer says is known of one that was read as a whole. */
function partNotes(file: string, manifest: string | undefined): string[] {
  if (!file.startsWith('docker://') || manifest !== undefined) return [];
  return [
    `${file}: a layer that is not compressed was read in parts; \`hash\` verifies its digest`,
  ];
}

type Values = ValuesOf<typeof MEMORY_OPTIONS>;

/** @returns what could not be looked at */
async function verifyEach(
  file: string,
  options: Omit<Values, 'sysroot'>,
  io: Io,
  rows: PlacedRow<Verification>[],
): Promise<unknown[]> {
  const told = new Set<string>();
  const all = { ...options, sysroot: undefined };
  const errors = await eachMemory([file], reads, all, io, (view) => {
    const origin = originOf(view.checkpoint);
    append(
      rows,
      verifyCheckpoint(view).map((row) => ({ row, origin })),
    );
    for (const error of view.checkpoint.damage.list) told.add(error.message);
    return Promise.resolve();
  });
  return errors.filter((error) => !(error instanceof Error && told.has(error.message)));
}

function readManifest(file: string): ReturnType<typeof parseManifest> {
  try {
    return parseManifest(decodeText(readFileSync(file)), file);
  } catch (error) {
    throw fileError('open', file, error);
  }
}
