import type { RowFilter } from '../tables/filter-rows.js';
import type { Table } from '../tables/table.js';

/**
 * What `--filter` lets pass. Expressions are matched by the search engine, which is loaded only then.
 * @throws CheckpointError `usage` for a column that there is not
 */
export async function rowFilterOf<Row>(
  table: Table<Row>,
  filters: readonly string[] = [],
): Promise<RowFilter<Row>> {
  if (filters.length === 0) return () => true;
  const { parseFilters } = await import('../tables/filter-rows.js');
  return parseFilters(table, filters);
}
