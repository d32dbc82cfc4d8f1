import { isAbsent } from '../../model/absent.js';
import { octal } from '../../tables/cell-text.js';
import type { Column, Origin, PlacedRow } from '../../tables/table.js';

type Fields = Record<string, unknown>;

/**
 * A row as plain data for JSON. What the checkpoint does not tell is null, with the reason under the same
 * name in `absent`; what the row can not have is not there. An address has its hexadecimal text beside it,
 * since many readers round numbers beyond 2^53.
 */
export function rowObject<Row>(
  columns: readonly Column<Row>[],
  { row, origin }: PlacedRow<Row>,
): object {
  const whole = new Map<string, Column<Row>[]>();
  for (const column of columns) {
    const group = column.group ?? '';
    whole.set(group, [...(whole.get(group) ?? []), column]);
  }
  const fields: Fields = {};
  const absent: Record<string, string> = {};
  // A group stands where its first column does.
  for (const column of columns) {
    const { group } = column;
    if (group === undefined) addCell(column, row, origin, fields, absent);
    else if (!(group in fields))
      addGroup(group, whole.get(group) ?? [], row, origin, fields, absent);
  }
  return withAbsent(fields, absent);
}

function addGroup<Row>(
  group: string,
  columns: readonly Column<Row>[],
  row: Row,
  origin: Origin,
  fields: Fields,
  absent: Record<string, string>,
): void {
  const inner: Fields = {};
  const reasons: Record<string, string> = {};
  for (const column of columns) addCell(column, row, origin, inner, reasons);
  const names = Object.keys(inner);
  const [reason] = Object.values(reasons);
  // One reason for all of it is told once.
  const isAbsentWhole =
    reason !== undefined && names.every((name) => inner[name] === null) && allEqual(reasons);
  if (isAbsentWhole) {
    fields[group] = null;
    absent[group] = reason;
  } else {
    fields[group] = names.length === 0 ? undefined : withAbsent(inner, reasons);
  }
}

function addCell<Row>(
  column: Column<Row>,
  row: Row,
  origin: Origin,
  fields: Fields,
  absent: Record<string, string>,
): void {
  const { name, type } = column;
  const cell = column.get(row, origin);
  if (cell === undefined) return;
  if (isAbsent(cell)) {
    fields[name] = null;
    absent[name] = cell.absent;
    if (type === 'address') fields[`${name}_hex`] = null;
    return;
  }
  switch (column.type) {
    case 'address':
      fields[name] = cell;
      fields[`${name}_hex`] = `0x${(cell as bigint).toString(16)}`;
      return;
    case 'mode':
      fields[name] = octal(cell as number);
      return;
    case 'counts':
      fields[name] = Object.fromEntries(cell as ReadonlyMap<string, number | bigint>);
      return;
    case 'rows': {
      const { items } = column;
      fields[name] = (cell as readonly object[]).map((item) =>
        rowObject(items, { row: item as never, origin }),
      );
      return;
    }
    default:
      fields[name] = cell;
  }
}

function withAbsent(fields: Fields, absent: Record<string, string>): object {
  return Object.keys(absent).length === 0 ? fields : { ...fields, absent };
}

function allEqual(reasons: Readonly<Record<string, string>>): boolean {
  return new Set(Object.values(reasons)).size === 1;
}
