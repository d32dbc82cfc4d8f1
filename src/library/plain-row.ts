import { isAbsent } from '../model/absent.js';
import type { Column, Origin } from '../tables/table.js';

/**
 * A row with its cells by the names of their columns. What the checkpoint does not tell stays an `Absent`;
 * what the row can not have is not there.
 */
export function plainRow<Row>(columns: readonly Column<Row>[], row: Row, origin: Origin): object {
  const cells: Record<string, unknown> = {};
  for (const column of columns) {
    const cell = column.get(row, origin);
    if (cell === undefined) continue;
    cells[column.name] =
      column.type === 'rows' && !isAbsent(cell)
        ? (cell as readonly never[]).map((item) => plainRow(column.items, item, origin))
        : cell;
  }
  return cells;
}
