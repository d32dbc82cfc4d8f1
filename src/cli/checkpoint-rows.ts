import { append } from '../bytes/append.js';
import type { Checkpoint } from '../model/checkpoint.js';
import {
  chooseProcesses,
  type ChosenProcesses,
  isEveryProcess,
  type ProcessChoice,
} from '../model/choose-processes.js';
import { noSuchProcess, type Process, readProcesses } from '../model/processes.js';
import type { AlignedLook } from '../render/visitors/aligned-table.js';
import type { CheckpointTable } from '../tables/checkpoint-table.js';
import { originOf } from '../tables/origin.js';
import { CHECKPOINT_OPTIONS, eachCheckpoint, type CheckpointValues } from './each-checkpoint.js';
import { tuneEngine } from './engine.js';
import type { Io } from './io.js';
import { outcome, type Outcome } from './outcome.js';
import { filterNotes } from './own-layout.js';
import { ROW_OPTIONS, type RowValues } from './row-options.js';
import { RowPrinter } from './row-printer.js';
import { isNothing, UnmetNames } from './unmatched.js';

/** Options of every command that prints rows of checkpoints. */
export const CHECKPOINT_ROW_OPTIONS = { ...ROW_OPTIONS, ...CHECKPOINT_OPTIONS };

interface Question<Row> {
  readonly archives: readonly string[];
  /** Processes that have to be there; which rows are theirs is for `choose`. */
  readonly processes?: ProcessChoice;
  /** Which rows the command is about, and in which order. */
  readonly choose?: (rows: Iterable<Row>) => Iterable<Row>;
  readonly look?: AlignedLook;
}

/** Prints the rows of each container of each archive. */
export async function printCheckpointRows<Row>(
  table: CheckpointTable<Row>,
  { archives, processes = {}, choose = (rows) => rows, look = {} }: Question<Row>,
  options: RowValues & CheckpointValues,
  io: Io,
): Promise<Outcome> {
  await tuneEngine();
  const severalArchives = archives.length > 1;
  const printer = await RowPrinter.open(table, options, io.out, { look, severalArchives });
  const { reads } = table;
  const unmet = new UnmetNames(processes);
  const missing: unknown[] = [];
  const unknown: string[] = [];
  const damage = await eachCheckpoint(archives, reads, options, io, async (checkpoint) => {
    const chosen = chooseIn(checkpoint, processes);
    append(missing, chosen.missing);
    if (isNothing(chosen.processes, chosen.missing)) return;
    unmet.meet(checkpoint);
    const rows = await table.rows(checkpoint);
    await printer.add(choose(rows), originOf(checkpoint));
    const { file } = checkpoint.archive;
    append(
      unknown,
      (table.unknown?.(checkpoint) ?? []).map((what) => `${file}: ${what}`),
    );
  });
  await printer.end();
  const notes = [...unknown, ...filterNotes(options, printer.count)];
  return outcome({ damage: [...missing, ...damage], warnings: unmet.warnings, notes });
}

function chooseIn(checkpoint: Checkpoint, choice: ProcessChoice): ChosenProcesses<Process> {
  // A table may be of no process, and tell something of a checkpoint without a process tree.
  if (isEveryProcess(choice)) return { processes: [], missing: [] };
  const all = readProcesses(checkpoint);
  const { file } = checkpoint.archive;
  return chooseProcesses(all, choice, file, (pid) => noSuchProcess(pid, all));
}
