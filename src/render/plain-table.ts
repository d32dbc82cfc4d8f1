import { safeText } from './safe-text.js';
import type { Column } from './table.js';

/** How a plain table sets its columns apart. */
export interface PlainStyle {
  /** Blanks between columns. */
  readonly gap: number;
  /** Narrowest column, its gap included. */
  readonly minWidth?: number;
  /** A line of dashes below the titles, each as long as its title. */
  readonly dashes?: boolean;
}

/** Columns without borders, no blanks at the end of a line. */
export function renderPlainTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { gap, minWidth = 0, dashes = false }: PlainStyle,
): string {
  const titles = columns.map(({ title }) => title);
  const lines = [
    titles,
    ...(dashes ? [titles.map((title) => '-'.repeat(title.length))] : []),
    ...rows.map((row) => columns.map(({ cell }) => safeText(cell(row)))),
  ];
  const widths = columns.map((_, index) => {
    const widest = lines.reduce((width, line) => Math.max(width, line[index]?.length ?? 0), 0);
    return Math.max(widest, minWidth - gap);
  });
  return lines
    .map((line) => {
      const cells = line.map((text, index) =>
        columns[index]?.align === 'right'
          ? text.padStart(widths[index] ?? 0)
          : text.padEnd(widths[index] ?? 0),
      );
      return `${cells.join(' '.repeat(gap)).trimEnd()}\n`;
    })
    .join('');
}
