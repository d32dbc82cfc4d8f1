import type { Table } from '../../tables/table.js';
import { AlignedTable, type AlignedLook } from './aligned-table.js';
import { JsonlRows } from './jsonl-rows.js';
import { JsonRows } from './json-rows.js';
import type { RowVisitor, VisitorOptions } from './visitor.js';

/** What every command that prints rows can print them as. */
export const ROW_FORMATS = ['table', 'wide', 'json', 'jsonl', 'csv'] as const;

export type RowFormat = (typeof ROW_FORMATS)[number];

/**
 * The visitor that makes an output form of a table.
 * @param look of `table` and `wide`
 */
export async function visitorOf<Row>(
  format: RowFormat,
  table: Table<Row>,
  options: VisitorOptions,
  look: AlignedLook = {},
): Promise<RowVisitor<Row>> {
  switch (format) {
    case 'table':
      return new AlignedTable(table, options, look);
    case 'wide':
      return new AlignedTable(table, options, { ...look, wide: true });
    case 'json':
      return new JsonRows(table);
    case 'jsonl':
      return new JsonlRows(table);
    case 'csv': {
      // What others do not need is not loaded for them.
      const { CsvRows } = await import('./csv-rows.js');
      return new CsvRows(table, options);
    }
  }
}
