import { CheckpointError } from '../bytes/checkpoint-error.js';
import { fullName, titleOf, type Column, type Table } from './table.js';

/** The table with the named columns only, in the order of the names. */
export function chooseColumns<Row>(table: Table<Row>, names: readonly string[]): Table<Row> {
  const chosen = names.map((name) => findColumn(table, name));
  return { ...table, columns: [...new Set(chosen)] };
}

/**
 * The column of this name, in small or large letters, or of this title.
 * @throws CheckpointError `usage` that lists all of them
 */
export function findColumn<Row>({ columns, name: table }: Table<Row>, typed: string): Column<Row> {
  const wanted = wordOf(typed);
  const found =
    columns.find((column) => wordOf(fullName(column)) === wanted) ??
    columns.find((column) => wordOf(titleOf(column)) === wanted) ??
    columns.find((column) => wordOf(column.name) === wanted);
  if (found !== undefined) return found;
  const all = columns.map(fullName).join(', ');
  throw new CheckpointError(
    'usage',
    `there is no column "${typed}" in ${table} (choose from ${all})`,
  );
}

/** `THREADS`, `Local Address:Port` and `file-offset` as one might type them. */
function wordOf(text: string): string {
  return text.trim().toLowerCase().replaceAll(/[\s-]/g, '_');
}
