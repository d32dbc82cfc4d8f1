import { alignLines, type AlignedStyle } from './aligned-lines.js';
import type { Column } from './boxed-table.js';
import { safeText } from './safe-text.js';

/** How a plain table sets its columns apart. */
export interface PlainStyle extends AlignedStyle {
  /** A line of dashes below the titles, each as long as its title. */
  readonly dashes?: boolean;
}

/** Columns without borders for a layout that others have set. */
export function renderPlainTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { dashes = false, ...style }: PlainStyle,
): string {
  const titles = columns.map(({ title }) => title);
  const cells = rows.map((row) => columns.map(({ cell }) => safeText(cell(row))));
  const lines = dashes ? [titles, titles.map((title) => '-'.repeat(title.length))] : [titles];
  return alignLines(columns, [...lines, ...cells], style)
    .map((line) => `${line}\n`)
    .join('');
}
