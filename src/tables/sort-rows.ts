import { isAbsent } from '../model/absent.js';
import { findColumn } from './choose-columns.js';
import type { Column, PlacedRow, Table } from './table.js';

/** Puts rows into an order; those that are equal in it stay as they are. */
export type SortRows<Row> = (rows: readonly PlacedRow<Row>[]) => PlacedRow<Row>[];

type Key = string | bigint | number | undefined;

/**
 * The order that `pid,-size` means: by the first column, then by the next; a dash turns a column's order
 * round. Numbers go by value and texts by their characters, whatever the language; what a row does not have
 * comes last either way.
 * @throws CheckpointError `usage` for a column that there is not
 */
export function parseSort<Row>(table: Table<Row>, names: readonly string[]): SortRows<Row> {
  const keys = names.map((typed) => {
    const turned = typed.startsWith('-');
    const column = findColumn(table, turned ? typed.slice(1) : typed);
    return { column, sign: turned !== (column.largestFirst === true) ? -1 : 1 };
  });
  return (rows) =>
    rows
      .map((placed) => ({ placed, values: keys.map(({ column }) => keyOf(column, placed)) }))
      .sort((a, b) => {
        for (const [index, { sign }] of keys.entries()) {
          const order = compare(a.values[index], b.values[index], sign);
          if (order !== 0) return order;
        }
        return 0;
      })
      .map(({ placed }) => placed);
}

function compare(a: Key, b: Key, sign: number): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return a < b ? -sign : a > b ? sign : 0;
}

function keyOf<Row>(column: Column<Row>, { row, origin }: PlacedRow<Row>): Key {
  if (column.type === 'rows' || column.type === 'counts') {
    return column.text?.(row, origin);
  }
  const cell = column.get(row, origin);
  if (cell === undefined || isAbsent(cell)) return undefined;
  switch (typeof cell) {
    case 'boolean':
      return Number(cell);
    case 'object':
      // Lists go by their items; NUL sorts before whatever an item may go on with.
      return cell.map((item) => (typeof item === 'number' ? digits(item) : item)).join('\0');
    default:
      return column.type === 'time' && typeof cell === 'string' ? timeKey(cell) : cell;
  }
}

/** Numbers of a list as texts of one length. */
function digits(value: number): string {
  return String(value).padStart(16, '0');
}

/** Times of several zones by the moment; what is no time by its text, behind the others. */
function timeKey(time: string): Key {
  const moment = Date.parse(time);
  return Number.isNaN(moment) ? undefined : moment;
}
