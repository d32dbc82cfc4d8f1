import { isAbsent } from '../../model/absent.js';
import { cellTextOf, type Present } from '../../tables/cell-text.js';
import { titleOf, type Column, type PlacedRow, type Table } from '../../tables/table.js';
import { alignLines } from '../aligned-lines.js';
import { formatBytes } from '../byte-size.js';
import { safeText } from '../safe-text.js';
import type { RowVisitor, VisitorOptions } from './visitor.js';

/** What stands for a fact that the checkpoint does not tell; JSON has the reason. */
const UNKNOWN = '?';

/** What stands for what the row can not have. */
const NONE = '-';

/** How columns are set apart. */
export interface AlignedLook {
  /** With the columns that are for wide output. */
  readonly wide?: boolean;
  /** Blanks between columns: two without it. */
  readonly gap?: number;
  /** Numbers stand left like everything else. */
  readonly allLeft?: boolean;
  /** Which blanks in a cell are told as `\x20`, so that they end no column: those in a row without it. */
  readonly blanks?: 'all';
}

/** Columns without borders: titles in capitals, one line a row, nothing cut unless a terminal is narrower. */
export class AlignedTable<Row> implements RowVisitor<Row> {
  private readonly rows: PlacedRow<Row>[] = [];

  constructor(
    private readonly table: Table<Row>,
    private readonly options: VisitorOptions,
    private readonly look: AlignedLook = {},
  ) {}

  begin(): string {
    return '';
  }

  row(placed: PlacedRow<Row>): string {
    this.rows.push(placed);
    return '';
  }

  end(): string {
    const { options, look, rows } = this;
    const columns = this.table.columns.filter((column) => this.isShown(column));
    const last = columns.length - 1;
    const cells = rows.map((placed) =>
      columns.map((column, index) => {
        const cell = blanksOf(shownCell(column, placed), index === last, look);
        return (column.indent?.(placed.row) ?? '') + cell;
      }),
    );
    const titles = columns.map((column) => titleOf(column));
    const lines = alignLines(
      columns.map(({ type }) => ({
        align: look.allLeft === true || !isNumber(type) ? 'left' : 'right',
        flexible: isText(type),
      })),
      options.noHeaders === true ? cells : [titles, ...cells],
      { gap: look.gap ?? 2, fit: options.fit },
    );
    return lines
      .map((line, index) => {
        const isTitle = index === 0 && options.noHeaders !== true;
        return `${isTitle && options.bold !== undefined ? options.bold(line) : line}\n`;
      })
      .join('');
  }

  private isShown(column: Column<Row>): boolean {
    const { shown, name } = column;
    if (this.options.chosen === true || shown === undefined) return true;
    if (shown === 'data') return false;
    if (this.look.wide === true) return true;
    if (shown === 'wide') return false;
    return (name === 'archive' && this.options.severalArchives === true) || this.differ(column);
  }

  /** Whether the rows have several values in a column. */
  private differ(column: Column<Row>): boolean {
    const values = this.rows.map(({ row, origin }) => column.get(row, origin));
    return new Set(values.map((value) => (isAbsent(value) ? undefined : value))).size > 1;
  }
}

/** A cell as it is shown, safe for a terminal. */
export function shownCell<Row>(column: Column<Row>, { row, origin }: PlacedRow<Row>): string {
  if (column.text !== undefined) return safeText(column.text(row, origin));
  const cell = column.get(row, origin);
  if (cell === undefined) return NONE;
  return isAbsent(cell) ? UNKNOWN : safeText(shownValue(column, cell));
}

function shownValue<Row>(column: Column<Row>, value: Present): string {
  if (column.type === 'size') return formatBytes(Number(value));
  const text = cellTextOf(column, value);
  return Array.isArray(value) && value.length === 0 ? NONE : text;
}

/** A name may begin or end with blanks, or hold as many as stand between columns. */
function blanksOf(cell: string, isLast: boolean, { blanks }: AlignedLook): string {
  if (cell === '' && !isLast) return '""';
  const ends = cell.replace(/^ +| +$/g, escapeBlanks);
  if (isLast) return ends;
  return blanks === 'all' ? ends.replaceAll(' ', '\\x20') : ends.replace(/(?<= ) +/g, escapeBlanks);
}

function escapeBlanks(blanks: string): string {
  return '\\x20'.repeat(blanks.length);
}

function isNumber(type: Column<never>['type']): boolean {
  return type === 'integer' || type === 'size';
}

function isText(type: Column<never>['type']): boolean {
  return ['string', 'strings', 'integers', 'counts', 'rows'].includes(type);
}
