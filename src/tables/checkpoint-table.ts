import type { Checkpoint } from '../model/checkpoint.js';
import type { Reads } from '../model/reads.js';
import type { Table } from './table.js';

/** A table whose rows are of one checkpoint. */
export interface CheckpointTable<Row> extends Table<Row> {
  /** What of a checkpoint the rows are read from. */
  readonly reads: Reads;
  /**
   * What the checkpoint has of such rows. What is damaged loses only its own, and is among the damage of the
   * checkpoint once the rows were gone through.
   * @throws CheckpointError when nothing can be told
   */
  rows(checkpoint: Checkpoint): Iterable<Row> | Promise<Iterable<Row>>;
  /** What there are no rows of although there may be some, and why. */
  unknown?(checkpoint: Checkpoint): readonly string[];
}
