import { walkTree } from '../model/processes.js';
import type { Table } from './table.js';

/** Deepest level whose lines are indented by as much; below it the level stands as a number. */
const MAX_LEVEL = 24;

/** The rows each below its parent, with how deep they stand. */
export function inTree<Row extends { readonly pid: number; readonly ppid: number }>(
  rows: Iterable<Row>,
): (Row & InTree)[] {
  return walkTree([...rows]).map(({ process, depth }) => ({ ...process, depth }));
}

interface InTree {
  readonly depth?: number;
}

/** The table with a column's cells behind branches, as `ps --forest` has them. */
export function withBranches<Row extends InTree>(table: Table<Row>, name: string): typeof table {
  return {
    ...table,
    columns: table.columns.map((column) =>
      column.name === name ? { ...column, indent: (row) => branchTo(row.depth ?? 0) } : column,
    ),
  };
}

function branchTo(depth: number): string {
  if (depth === 0) return '';
  const above = depth > MAX_LEVEL ? `(${depth}) ` : '';
  return `${'    '.repeat(Math.min(depth, MAX_LEVEL) - 1)} \\_ ${above}`;
}
