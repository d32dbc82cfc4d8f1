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
  /** Which of them are shown may hang on the rows. */
  private readonly columns: readonly Column<Row>[];
  /** What there is before and in each cell: text, since rows may be large, and gone when the table ends. */
  private readonly rows: (readonly (readonly [indent: string, cell: string])[])[] = [];
  private readonly differing = new Differing<Row>();

  constructor(
    table: Table<Row>,
    private readonly options: VisitorOptions,
    private readonly look: AlignedLook = {},
  ) {
    this.columns = table.columns.filter((column) => this.mayBeShown(column));
  }

  begin(): string {
    return '';
  }

  row(placed: PlacedRow<Row>): string {
    this.rows.push(
      this.columns.map((column) => [column.indent?.(placed.row) ?? '', shownCell(column, placed)]),
    );
    this.differing.add(
      this.columns.filter(({ shown }) => shown === 'several'),
      placed,
    );
    return '';
  }

  end(): string {
    const { options, look, rows } = this;
    const shown = [...this.columns.keys()].filter((index) => this.isShown(this.columns[index]));
    const columns = shown.flatMap((index) => this.columns[index] ?? []);
    const last = columns.length - 1;
    const cells = rows.map((row) =>
      shown.map((index, at) => {
        const [indent, cell] = row[index] ?? ['', ''];
        return indent + blanksOf(cell, at === last, look);
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

  private mayBeShown({ shown }: Column<Row>): boolean {
    if (this.options.chosen === true || shown === undefined) return true;
    return shown === 'several' || (shown === 'wide' && this.look.wide === true);
  }

  private isShown(column: Column<Row> | undefined): boolean {
    const isUsual = this.options.chosen === true || this.look.wide === true;
    if (column?.shown !== 'several' || isUsual) return true;
    const isOfSeveral = column.name === 'archive' && this.options.severalArchives === true;
    return isOfSeveral || this.differing.has(column);
  }
}

/** Columns in which the rows so far have several values. */
class Differing<Row> {
  private readonly first = new Map<Column<Row>, unknown>();
  private readonly found = new Set<Column<Row>>();

  add(columns: readonly Column<Row>[], { row, origin }: PlacedRow<Row>): void {
    for (const column of columns) {
      const cell = column.get(row, origin);
      const value = isAbsent(cell) ? undefined : cell;
      if (!this.first.has(column)) this.first.set(column, value);
      else if (this.first.get(column) !== value) this.found.add(column);
    }
  }

  has(column: Column<Row>): boolean {
    return this.found.has(column);
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
  const ends = cell.replace(/^\p{Zs}+|\p{Zs}+$/gu, escapeBlanks);
  if (isLast) return ends;
  return blanks === 'all'
    ? ends.replaceAll(' ', '\\x20')
    : ends.replace(/(?<=\p{Zs})\p{Zs}+/gu, escapeBlanks);
}

function escapeBlanks(blanks: string): string {
  return blanks.replace(/./gu, (blank) =>
    blank === ' ' ? '\\x20' : `\\u${blank.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function isNumber(type: Column<never>['type']): boolean {
  return type === 'integer' || type === 'size';
}

function isText(type: Column<never>['type']): boolean {
  return ['string', 'strings', 'integers', 'counts', 'rows'].includes(type);
}
