import { parseSort } from '../tables/sort-rows.js';
import type { PlacedRow, Table } from '../tables/table.js';
import { rowFilterOf } from './row-filter.js';
import type { RowValues } from './row-options.js';

/** Whether rows are laid out as their command has always done it, not column by column as was asked for. */
export function hasOwnLayout({
  columns,
  noHeaders,
}: Pick<RowValues, 'columns' | 'noHeaders'>): boolean {
  return columns === undefined && !noHeaders;
}

/**
 * What `--filter` and `--sort` make of rows that are laid out so.
 * @throws CheckpointError `usage` for a column that there is not
 */
export async function rowChooser<Row>(
  table: Table<Row>,
  { filter, sort }: Pick<RowValues, 'filter' | 'sort'>,
): Promise<(rows: readonly PlacedRow<Row>[]) => readonly PlacedRow<Row>[]> {
  const isWanted = await rowFilterOf(table, filter);
  const order = sort === undefined ? undefined : parseSort(table, sort);
  return (rows) => {
    const wanted = rows.filter(isWanted);
    return order === undefined ? wanted : order(wanted);
  };
}

/** A filter that nothing passes must not look like a checkpoint that has nothing. */
export function filterNotes({ filter }: Pick<RowValues, 'filter'>, passed: number): string[] {
  return filter !== undefined && passed === 0 ? ['no row passes --filter'] : [];
}
