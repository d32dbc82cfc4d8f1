import { hasRoom, renderTable, type BoxedStyle, type Column } from './boxed-table.js';
import { safeText } from './safe-text.js';

/** A narrower terminal has no room for a table of many columns. */
const NARROW = 100;

/** A table in a box, or on a terminal that is too narrow for it a block of lines for each row, of which nothing is cut. */
export function renderFittedTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  style: BoxedStyle = {},
): string {
  const { fit = Infinity, bold = (text: string) => text } = style;
  if (fit >= NARROW && hasRoom(columns, rows, fit)) return renderTable(columns, rows, style);
  const width = columns.reduce((widest, { title }) => Math.max(widest, title.length), 0);
  return rows
    .map((row) =>
      columns
        .map(({ title, cell }) => [title, safeText(cell(row))] as const)
        .filter(([, text]) => text !== '')
        .map(([title, text]) => `${bold(title)}${' '.repeat(width - title.length)}  ${text}\n`)
        .join(''),
    )
    .join('\n');
}
