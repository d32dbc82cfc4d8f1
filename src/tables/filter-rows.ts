import { CheckpointError } from '../bytes/checkpoint-error.js';
import { isAbsent } from '../model/absent.js';
import { textMatcher } from '../search/scan/match-text.js';
import { cellTexts, cellTextOf, type Present } from './cell-text.js';
import { findColumn } from './choose-columns.js';
import type { Column, PlacedRow, Table } from './table.js';

/** Whether a row is wanted. */
export type RowFilter<Row> = (placed: PlacedRow<Row>) => boolean;

/** `!=` and `!~` before `=` and `~`, which are a part of them. */
const FILTER = /^([^=~!]+)(!=|!~|=|~)(.*)$/s;

/**
 * What `pid=7`, `comm!=bash`, `exe~^/tmp/` and `exe!~^/usr/` let through; of several filters a row has to pass
 * each. `=` without a value is for what the row does not have. What the checkpoint does not tell is equal to
 * nothing and matches nothing, so that `!=` and `!~` keep it: a filter must not hide what is not known.
 * @throws CheckpointError `usage` for a column that there is not, or what is no filter
 */
export function parseFilters<Row>(table: Table<Row>, filters: readonly string[]): RowFilter<Row> {
  const tests = filters.map((filter) => parseFilter(table, filter));
  return (placed) => tests.every((test) => test(placed));
}

function parseFilter<Row>(table: Table<Row>, filter: string): RowFilter<Row> {
  const [, name, operator = '', wanted = ''] = FILTER.exec(filter) ?? [];
  if (name === undefined) {
    const forms = 'COLUMN=VALUE, COLUMN!=VALUE, COLUMN~REGEX or COLUMN!~REGEX';
    throw new CheckpointError('usage', `not a filter: ${filter} (write ${forms})`);
  }
  const column = findColumn(table, name);
  const test = operator.endsWith('~') ? matches(column, wanted) : equals(column, wanted);
  return operator.startsWith('!') ? (placed) => !test(placed) : test;
}

function matches<Row>(column: Column<Row>, expression: string): RowFilter<Row> {
  const matchesText = textMatcher(expression);
  return (placed) => {
    const cell = presentCell(column, placed);
    if (cell !== undefined && matchesText(cellTextOf(column, cell))) return true;
    const shown = column.text?.(placed.row, placed.origin);
    return shown !== undefined && matchesText(shown);
  };
}

/** A list equals what is one of its items, or all of them; any cell what a text shows of it. */
function equals<Row>(column: Column<Row>, wanted: string): RowFilter<Row> {
  const isWanted = wanted === '' ? () => false : valueTest(column, wanted);
  return (placed) => {
    const cell = presentCell(column, placed);
    if (cell === undefined && wanted === '') return true;
    if (cell !== undefined && isWanted(cell)) return true;
    return column.text?.(placed.row, placed.origin) === wanted;
  };
}

function presentCell<Row>(
  column: Column<Row>,
  { row, origin }: PlacedRow<Row>,
): Present | undefined {
  const cell = column.get(row, origin);
  return isAbsent(cell) ? undefined : cell;
}

function valueTest<Row>(column: Column<Row>, wanted: string): (cell: Present) => boolean {
  switch (column.type) {
    case 'integer':
    case 'size':
    case 'address':
    case 'mode': {
      const number = numberOf(column, wanted);
      return (cell) =>
        (typeof cell === 'number' || typeof cell === 'bigint') && BigInt(cell) === number;
    }
    case 'boolean': {
      const flag = booleanOf(column, wanted);
      return (cell) => cell === flag;
    }
    default:
      return (cell) =>
        cellTexts(column, cell).includes(wanted) || cellTextOf(column, cell) === wanted;
  }
}

/** Modes are octal; addresses hexadecimal as the kernel writes them, or decimal behind 0d. */
function numberOf<Row>({ type, name }: Column<Row>, text: string): bigint {
  const [, sign = '', prefix, digits = ''] = /^(-?)(0x|0d|0o)?([0-9a-f]+)$/i.exec(text) ?? [];
  const usual = type === 'address' ? '0x' : type === 'mode' ? '0o' : '0d';
  const written = (prefix ?? usual).toLowerCase();
  try {
    const value = BigInt(written === '0d' ? digits : written + digits);
    if (digits !== '') return sign === '' ? value : -value;
  } catch {
    // Digits of another base.
  }
  throw new CheckpointError('usage', `not a number: ${text} (${name} is one)`);
}

function booleanOf<Row>({ name }: Column<Row>, text: string): boolean {
  const word = text.toLowerCase();
  if (['yes', 'true', '1'].includes(word)) return true;
  if (['no', 'false', '0'].includes(word)) return false;
  throw new CheckpointError('usage', `not yes or no: ${text} (${name} is one of them)`);
}
