import { reads, recoverFiles } from '../../analysis/recover/recover-files.js';
import {
  RECOVER_KINDS,
  type RecoverContext,
  type RecoverKind,
} from '../../analysis/recover/recovered.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { encodeText } from '../../bytes/text.js';
import { isChosen, isEveryProcess, type ProcessChoice } from '../../model/choose-processes.js';
import { chooseInView, type MemoryView } from '../../model/memory/memory-view.js';
import { JsonlRows } from '../../render/visitors/jsonl-rows.js';
import { originOf } from '../../tables/origin.js';
import { recoveredFiles, type RecoveredRow } from '../../tables/recovered-files.js';
import type { PlacedRow } from '../../tables/table.js';
import { makeDirectories } from '../../write/make-directories.js';
import { manifestOf, Recovery } from '../../write/recover/recovery.js';
import { asLastOfFiles, isDiskFailure } from '../../write/write-error.js';
import { writeNewFile } from '../../write/write-new-file.js';
import { FORCE_OPTION, limitsOf } from '../archive-options.js';
import { any, one } from '../argument.js';
import { defineCommand } from '../command.js';
import type { Io } from '../io.js';
import { MEMORY_OPTIONS, withMemory } from '../memory-options.js';
import { choiceOf, commaList, flag, text, type ValuesOf } from '../option.js';
import { outcome, type Outcome } from '../outcome.js';
import { filterNotes, rowChooser } from '../own-layout.js';
import { processChoiceOf, PROCESS_OPTIONS } from '../process-options.js';
import { ROW_OPTIONS } from '../row-options.js';
import { printPlacedRows } from '../row-printer.js';
import { UsageError } from '../usage-error.js';

const { format, ...rows } = ROW_OPTIONS;

const OPTIONS = {
  output: text({
    alias: 'o',
    value: 'DIR',
    describe: 'Where to write; made for its owner only when it is not there',
  }),
  list: flag({ describe: 'Write nothing; show what would be written' }),
  kind: commaList(
    {
      value: 'KIND,...',
      offers: RECOVER_KINDS,
      describe: `Only these kinds, as behind the archive: ${RECOVER_KINDS.join(', ')}`,
    },
    choiceOf(RECOVER_KINDS),
  ),
  carve: flag({
    describe: 'Also files of known formats that lie whole in memory: gzip, zip, PNG, JPEG, PDF ...',
  }),
  ...PROCESS_OPTIONS,
  ...FORCE_OPTION,
  ...rows,
  format: { ...format, alias: [] },
  ...MEMORY_OPTIONS,
};

type Values = ValuesOf<typeof OPTIONS> & {
  readonly archive: string;
  readonly kinds: readonly string[];
};

export const command = defineCommand({
  summary:
    'Write what has content and is no member: deleted files, memfds, queues, programs in memory',
  arguments: { archive: one('ARCHIVE'), kinds: { ...any('KIND'), offers: RECOVER_KINDS } },
  options: OPTIONS,
  examples: [
    ['checkpoint.tar --list', 'What would be written'],
    ['checkpoint.tar -o evidence', 'Everything, and manifest.jsonl with sources and SHA-256'],
    ['checkpoint.tar -o evidence ghosts memfds -p 64', 'Deleted files and memfds of one process'],
    ['checkpoint.tar -o evidence pcap', 'Queues of TCP and UDP for Wireshark'],
  ],
  notes:
    'Files are new, for their owner only and never executable; one that is a program, or begins as one, is ' +
    'called .bin. What is missing is a hole, and told in manifest.jsonl with the reason. Nothing is run.',
  async run(options, io) {
    const { archive, output: directory, list } = options;
    if (directory === undefined && !list) {
      throw new UsageError('required flag(s) "output" not set: -o DIR, or --list');
    }
    return withMemory(archive, reads, options, io, (view) =>
      recover(view, options, list ? undefined : directory, io),
    );
  },
});

async function recover(
  view: MemoryView,
  options: Values,
  directory: string | undefined,
  io: Io,
): Promise<Outcome> {
  const kinds = kindsOf(options);
  const choice = processChoiceOf(options);
  const { missing } = isEveryProcess(choice) ? { missing: [] } : chooseInView(view, choice);
  const context = { view, limits: limitsOf(options), wants: wishOf(view, choice) };
  const progress = io.progress('Writing');
  const recovery = new Recovery(directory, options.force, progress.advance);
  const { rows: found, errors } = await takeAll(context, kinds, recovery).finally(() => {
    recovery.close();
    progress.stop();
  });
  const origin = originOf(view.checkpoint);
  const placed = found.map((row) => ({ row, origin }));
  if (directory !== undefined && placed.length > 0) {
    await writeManifest(directory, placed, options.force).catch((error: unknown) => {
      errors.push(error);
    });
  }
  const chosen = (await rowChooser(recoveredFiles, options))(placed);
  await printPlacedRows(recoveredFiles, chosen, options, io.out);
  const lacking = found.filter(({ recovered }) => recovered.missing.length > 0);
  const notes = [
    ...filterNotes(options, chosen.length),
    ...(found.length === 0 && errors.length === 0
      ? ['there is nothing to recover in the checkpoint']
      : []),
    ...(lacking.length > 0 ? [lackNote(lacking)] : []),
  ];
  return outcome({ damage: [...missing, ...errors], notes });
}

function lackNote([first, ...others]: readonly RecoveredRow[]): string {
  const names = others.length === 0 ? '' : ` and ${others.length} more`;
  const are = others.length === 0 ? 'is' : 'are';
  return `${first?.file ?? ''}${names} ${are} not whole: JSON and manifest.jsonl tell what is missing, and why`;
}

/** What cannot be written does not stop the others, unless it is the disk. */
async function takeAll(
  context: RecoverContext,
  kinds: ReadonlySet<RecoverKind>,
  recovery: Recovery,
): Promise<{ readonly rows: RecoveredRow[]; readonly errors: unknown[] }> {
  const found: RecoveredRow[] = [];
  const errors: unknown[] = [];
  for await (const recovered of recoverFiles(context, kinds)) {
    try {
      found.push(await recovery.take(recovered));
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      const isLast = isDiskFailure(error);
      errors.push(isLast ? asLastOfFiles(error) : error);
      if (isLast) break;
    }
  }
  return { rows: found, errors };
}

async function writeManifest(
  directory: string,
  placed: readonly PlacedRow<RecoveredRow>[],
  replace: boolean,
): Promise<void> {
  makeDirectories(directory);
  const lines = new JsonlRows(recoveredFiles);
  await writeNewFile(manifestOf(directory), { replace }, async (file) => {
    let at = 0;
    for (const row of placed) {
      const bytes = encodeText(lines.row(row));
      await file.write(bytes, at);
      at += bytes.length;
    }
  });
}

/** Memory is searched for files only when that is asked for. */
function kindsOf({ kind = [], kinds, carve }: Values): ReadonlySet<RecoverKind> {
  const parse = choiceOf(RECOVER_KINDS);
  const named = [...kind, ...kinds.map((word) => parse(word, 'KIND'))];
  if (named.includes('files') && !carve) {
    throw new UsageError('files are looked for in memory only with --carve');
  }
  const usual = RECOVER_KINDS.filter((each) => each !== 'files');
  return new Set([...(named.length === 0 ? usual : named), ...(carve ? (['files'] as const) : [])]);
}

/** Of chosen processes only what one of them had. */
function wishOf(view: MemoryView, choice: ProcessChoice): RecoverContext['wants'] {
  if (isEveryProcess(choice)) return () => true;
  const pids = new Set(
    view.processes.filter((process) => isChosen(process, choice)).map(({ pid }) => pid),
  );
  return (owners) => owners.some((pid) => pids.has(pid));
}
