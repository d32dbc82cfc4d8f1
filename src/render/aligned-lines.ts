import { cutToWidth, displayWidth, padToWidth } from './display-width.js';

export interface AlignedColumn {
  /** Counts stand right, everything else left. */
  readonly align?: 'left' | 'right';
  /** Text that may be cut so that lines fit on a terminal. */
  readonly flexible?: boolean;
}

export interface AlignedStyle {
  /** Blanks between columns. */
  readonly gap: number;
  /** Narrowest column, its gap included. */
  readonly minWidth?: number;
  /** Columns of the terminal; undefined where lines may be of any length. */
  readonly fit?: number | undefined;
}

/** A flexible column is not made narrower than this. */
const NARROWEST = 8;

/**
 * Lines of cells in columns without borders, no blanks at the end of a line.
 * @param rows cells that are safe for a terminal already, titles among them
 */
export function alignLines(
  columns: readonly AlignedColumn[],
  rows: readonly (readonly string[])[],
  { gap, minWidth = 0, fit }: AlignedStyle,
): string[] {
  const widths = columns.map((_, index) => {
    const widest = rows.reduce((width, row) => Math.max(width, displayWidth(row[index] ?? '')), 0);
    return Math.max(widest, minWidth - gap);
  });
  const room = fit === undefined ? Infinity : fit - gap * (columns.length - 1);
  const fitted = fitWidths(columns, widths, room);
  const between = ' '.repeat(gap);
  return rows.map((row) =>
    columns
      .map(({ align = 'left' }, index) => {
        const width = fitted[index] ?? 0;
        return padToWidth(cutToWidth(row[index] ?? '', width), width, align);
      })
      .join(between)
      .trimEnd(),
  );
}

/** The widest flexible columns become narrower until all fit, or none can. */
export function fitWidths(
  columns: readonly AlignedColumn[],
  widths: readonly number[],
  room: number,
): number[] {
  const capped = (cap: number) =>
    widths.map((width, index) =>
      columns[index]?.flexible === true ? Math.min(width, Math.max(cap, NARROWEST)) : width,
    );
  const total = (all: readonly number[]) => all.reduce((sum, width) => sum + width, 0);
  if (total(widths) <= room) return [...widths];
  let cap = NARROWEST;
  while (total(capped(cap + 1)) <= room) cap++;
  const narrow = capped(cap);
  // What is left over goes to the first of those that were cut.
  let left = room - total(narrow);
  return narrow.map((width, index) => {
    const more = Math.min(Math.max(left, 0), (widths[index] ?? 0) - width);
    left -= more;
    return width + more;
  });
}
