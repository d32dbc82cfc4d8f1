import Table from 'cli-table3';
import { fitWidths, type AlignedColumn } from './aligned-lines.js';
import { cutToWidth, displayWidth } from './display-width.js';
import { safeText } from './safe-text.js';

export interface Column<Row> extends AlignedColumn {
  readonly title: string;
  /** Text of a cell; it is made safe for a terminal here. */
  readonly cell: (row: Row) => string;
}

/** How a table looks where it goes. */
export interface BoxedStyle {
  /** Makes a title stand out on a terminal; left out where there is no colour. */
  readonly bold?: ((text: string) => string) | undefined;
  /** Columns of the terminal; undefined where lines may be of any length. */
  readonly fit?: number | undefined;
}

const CORNERS = {
  ...{ top: '-', 'top-mid': '+', 'top-left': '+', 'top-right': '+' },
  ...{ bottom: '-', 'bottom-mid': '+', 'bottom-left': '+', 'bottom-right': '+' },
  ...{ mid: '-', 'mid-mid': '+', 'left-mid': '+', 'right-mid': '+' },
  ...{ left: '|', middle: '|', right: '|' },
};

/** A blank on either side of a cell, and the line behind it. */
const FRAME = 3;

/** A table in ASCII: titles centred and ruled off, no lines between rows. */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { bold = (text) => text, fit }: BoxedStyle = {},
): string {
  const table = new Table({
    chars: CORNERS,
    style: { head: [], border: [] },
    // Nothing is: the widths are as wanted. But the table measures it, and what is ASCII is measured soonest.
    truncate: '~',
    colAligns: columns.map(({ align }) => align ?? 'left'),
  });
  const { titles, cells } = textsOf(columns, rows);
  const widths = widthsIn(columns, [titles, ...cells], fit);
  const fitted = (line: readonly string[]) =>
    line.map((text, index) => cutToWidth(text, widths[index] ?? 0));
  table.push(fitted(titles).map((title) => ({ content: bold(title), hAlign: 'center' as const })));
  for (const line of cells) table.push(fitted(line));
  return `${withoutRules(table.toString().split('\n')).join('\n')}\n`;
}

/** Whether a table that is narrowed as far as can be has room in so many columns of a terminal. */
export function hasRoom<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  fit: number,
): boolean {
  const { titles, cells } = textsOf(columns, rows);
  const widths = widthsIn(columns, [titles, ...cells], fit);
  return widths.reduce((sum, width) => sum + width + FRAME, 1) <= fit;
}

function textsOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]) {
  const cells = rows.map((row) => columns.map(({ cell }) => oneCell(cell(row))));
  return { titles: columns.map(({ title }) => title), cells };
}

function widthsIn(
  columns: readonly AlignedColumn[],
  lines: readonly (readonly string[])[],
  fit = Infinity,
): number[] {
  const widest = columns.map((_, index) =>
    lines.reduce((width, line) => Math.max(width, displayWidth(line[index] ?? '')), 0),
  );
  return fitWidths(columns, widest, fit - FRAME * columns.length - 1);
}

/** What looks like the line between two cells: the bar, a wide one, and what is there to draw boxes. */
const BARS = /[|\uff5c\u2500-\u257f]/g;

/** Text of an archive must not end its cell; what is escaped can be typed as it is shown. */
function oneCell(text: string): string {
  return safeText(text).replace(BARS, (bar) =>
    bar === '|' ? '\\x7c' : `\\u${bar.charCodeAt(0).toString(16)}`,
  );
}

/** cli-table3 rules off every row, or none; only the titles should be. */
function withoutRules(lines: string[]): string[] {
  const rule = lines[0];
  return lines.filter((line, index) => index < 3 || index === lines.length - 1 || line !== rule);
}
