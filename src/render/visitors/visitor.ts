import type { PlacedRow } from '../../tables/table.js';

/** Rows become text one after the other: what is known of each is written before the next is asked for. */
export interface RowVisitor<Row> {
  /** What stands before all rows. */
  begin(): string;
  /** May be empty: text that is laid out waits for the last row. */
  row(placed: PlacedRow<Row>): string;
  end(): string;
}

/** How an output form looks; what a form has no use for, it passes over. */
export interface VisitorOptions {
  /** No line of titles. */
  readonly noHeaders?: boolean;
  /** All columns as they are, because somebody chose them. */
  readonly chosen?: boolean;
  /** Several archives were asked for, whether or not there are rows of them all. */
  readonly severalArchives?: boolean;
  /** Columns of the terminal; undefined where the text does not go to one. */
  readonly fit?: number | undefined;
  /** Makes a title stand out on a terminal. */
  readonly bold?: ((text: string) => string) | undefined;
}
