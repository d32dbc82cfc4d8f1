import type { Checkpoint } from '../model/checkpoint.js';
import type { Table } from './table.js';

/** A table whose rows are of one checkpoint. */
export interface CheckpointTable<Row> extends Table<Row> {
  /**
   * What the checkpoint has of such rows. What is damaged loses only its own, and is among the damage of the
   * checkpoint once the rows were gone through.
   * @throws CheckpointError when nothing can be told
   */
  rows(checkpoint: Checkpoint): Iterable<Row>;
}
