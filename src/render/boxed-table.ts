import Table from 'cli-table3';
import { safeText } from './safe-text.js';

export interface Column<Row> {
  readonly title: string;
  /** Text of a cell; it is made safe for a terminal here. */
  readonly cell: (row: Row) => string;
  /** Counts stand right, everything else left. */
  readonly align?: 'left' | 'right';
}

const CORNERS = {
  ...{ top: '-', 'top-mid': '+', 'top-left': '+', 'top-right': '+' },
  ...{ bottom: '-', 'bottom-mid': '+', 'bottom-left': '+', 'bottom-right': '+' },
  ...{ mid: '-', 'mid-mid': '+', 'left-mid': '+', 'right-mid': '+' },
  ...{ left: '|', middle: '|', right: '|' },
};

/**
 * A table in ASCII: titles centred and ruled off, no lines between rows.
 * @param bold makes a title stand out on a terminal; leave it out where there is no colour
 */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  bold: (text: string) => string = (text) => text,
): string {
  const table = new Table({
    chars: CORNERS,
    style: { head: [], border: [] },
    colAligns: columns.map(({ align }) => align ?? 'left'),
  });
  table.push(columns.map(({ title }) => ({ content: bold(title), hAlign: 'center' as const })));
  for (const row of rows) table.push(columns.map(({ cell }) => safeText(cell(row))));
  return `${withoutRules(table.toString().split('\n')).join('\n')}\n`;
}

/** cli-table3 rules off every row, or none; only the titles should be. */
function withoutRules(lines: string[]): string[] {
  const rule = lines[0];
  return lines.filter((line, index) => index < 3 || index === lines.length - 1 || line !== rule);
}
