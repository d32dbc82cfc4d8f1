import type { CheckpointError } from '../bytes/checkpoint-error.js';
import type { Checkpoint } from '../model/checkpoint.js';
import type { Table } from './table.js';

/** A table whose rows are of one checkpoint. */
export interface CheckpointTable<Row> extends Table<Row> {
  /**
   * What the checkpoint has of such rows. What is damaged loses only its own.
   * @throws CheckpointError when nothing can be told
   */
  rows(checkpoint: Checkpoint): TableRows<Row>;
}

export interface TableRows<Row> {
  readonly rows: Iterable<Row>;
  /** What could not be read, and so is absent or not among the rows. */
  readonly warnings: readonly CheckpointError[];
}
