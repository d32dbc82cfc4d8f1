import { CheckpointError } from '../bytes/checkpoint-error.js';
import { isAbsent } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { noSuchProcess, readProcesses } from '../model/processes.js';
import type { AlignedLook } from '../render/visitors/aligned-table.js';
import type { CheckpointTable } from '../tables/checkpoint-table.js';
import { originOf } from '../tables/origin.js';
import { CHECKPOINT_OPTIONS, eachCheckpoint, type CheckpointValues } from './each-checkpoint.js';
import type { Io } from './io.js';
import { outcome, type Outcome } from './outcome.js';
import { ROW_OPTIONS, type RowValues } from './row-options.js';
import { RowPrinter } from './row-printer.js';

/** Options of every command that prints rows of checkpoints. */
export const CHECKPOINT_ROW_OPTIONS = { ...ROW_OPTIONS, ...CHECKPOINT_OPTIONS };

interface Question<Row> {
  readonly archives: readonly string[];
  /** Processes that have to be there, one of each name; which rows are theirs is for `choose`. */
  readonly pid?: ReadonlySet<number> | undefined;
  readonly comm?: readonly string[] | undefined;
  /** Which rows the command is about, and in which order. */
  readonly choose?: (rows: Iterable<Row>) => Iterable<Row>;
  readonly look?: AlignedLook;
}

/** Prints the rows of each container of each archive. */
export async function printCheckpointRows<Row>(
  table: CheckpointTable<Row>,
  { archives, pid, comm = [], choose = (rows) => rows, look = {} }: Question<Row>,
  options: RowValues & CheckpointValues,
  io: Io,
): Promise<Outcome> {
  const severalArchives = archives.length > 1;
  const printer = await RowPrinter.open(table, options, io.out, { look, severalArchives });
  const { reads } = table;
  const unmet = new Set(comm);
  const damage = await eachCheckpoint(archives, reads, options, io, async (checkpoint) => {
    requireProcesses(checkpoint, pid);
    if (unmet.size > 0) forget(unmet, checkpoint);
    const rows = await table.rows(checkpoint);
    await printer.add(choose(rows), originOf(checkpoint));
  });
  await printer.end();
  const warnings = [...unmet].map((name) => `no process has the name ${name}`);
  const notes =
    options.filter !== undefined && printer.count === 0 ? ['no row passes --filter'] : [];
  return outcome({ damage, warnings, notes });
}

/** @throws CheckpointError `not-found` for a process that is not in the tree */
function requireProcesses(checkpoint: Checkpoint, pids: ReadonlySet<number> | undefined): void {
  if (pids === undefined) return;
  const processes = readProcesses(checkpoint);
  for (const pid of pids) {
    if (processes.some((process) => process.pid === pid)) continue;
    const { file } = checkpoint.archive;
    throw new CheckpointError('not-found', noSuchProcess(pid, processes), { file });
  }
}

/** Names that a process of the checkpoint has. */
function forget(names: Set<string>, checkpoint: Checkpoint): void {
  for (const { comm } of readProcesses(checkpoint)) if (!isAbsent(comm)) names.delete(comm);
}
