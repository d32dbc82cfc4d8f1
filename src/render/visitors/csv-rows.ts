import { stringify } from 'csv-stringify/sync';
import { isAbsent } from '../../model/absent.js';
import { cellTextOf, type Present } from '../../tables/cell-text.js';
import { fullName, type Column, type PlacedRow, type Table } from '../../tables/table.js';
import { renderJsonLine } from '../json.js';
import { safeLines } from '../safe-text.js';
import { rowObject } from './row-object.js';
import type { RowVisitor, VisitorOptions } from './visitor.js';

/** Rows that become text at a time. */
const BATCH = 512;

/**
 * What a spreadsheet takes for a formula, with the quotes that are put before it here (OWASP, CSV injection).
 * Without them `'` at the beginning of a text could be one of its own.
 */
const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/**
 * RFC 4180, under the names that JSON has; what is in an object there has a dotted name here. What is absent
 * is empty. A text that a spreadsheet would run gets a `'` before it; what could command a terminal is escaped,
 * but for line feeds and tabs, which a quoted cell may hold.
 */
export class CsvRows<Row> implements RowVisitor<Row> {
  private waiting: string[][] = [];

  constructor(
    private readonly table: Table<Row>,
    private readonly options: VisitorOptions,
  ) {}

  begin(): string {
    if (this.options.noHeaders === true) return '';
    return csvLines([
      this.table.columns.flatMap((column) => {
        const name = fullName(column);
        return column.type === 'address' ? [name, `${name}_hex`] : [name];
      }),
    ]);
  }

  row(placed: PlacedRow<Row>): string {
    this.waiting.push(this.table.columns.flatMap((column) => csvCells(column, placed)));
    return this.waiting.length < BATCH ? '' : this.end();
  }

  end(): string {
    const rows = this.waiting;
    this.waiting = [];
    return csvLines(rows);
  }
}

function csvLines(rows: readonly string[][]): string {
  if (rows.length === 0) return '';
  // A semicolon ends a cell where a comma stands in numbers; a line feed ends a row without quotes.
  return stringify([...rows], { record_delimiter: 'windows', quoted_match: /[;\t\r\n]/ });
}

function csvCells<Row>(column: Column<Row>, { row, origin }: PlacedRow<Row>): string[] {
  const cell = column.get(row, origin);
  if (cell === undefined || isAbsent(cell)) return column.type === 'address' ? ['', ''] : [''];
  switch (column.type) {
    case 'integer':
    case 'size':
    case 'mode':
      return [cellTextOf(column, cell)];
    case 'address':
      return [(cell as bigint).toString(), cellTextOf(column, cell)];
    case 'boolean':
      return [cell === true ? 'true' : 'false'];
    case 'rows':
      return [guarded(rowsText(column, { row, origin }))];
    case 'string':
    case 'time':
    case 'strings':
    case 'integers':
    case 'counts':
      return [guarded(cellTextOf(column, cell satisfies Present))];
  }
}

/** Rows in a cell are JSON. */
function rowsText<Row>(column: Column<Row>, placed: PlacedRow<Row>): string {
  const [value] = Object.values(rowObject([column], placed)) as unknown[];
  return renderJsonLine(value).trimEnd();
}

function guarded(text: string): string {
  const safe = safeLines(text);
  return FORMULA.test(safe) ? `'${safe}` : safe;
}
