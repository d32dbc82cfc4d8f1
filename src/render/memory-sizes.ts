import type { MemorySizes } from '../analysis/memory/memory-sizes.js';
import { isAbsent } from '../model/absent.js';
import { formatBytes } from './byte-size.js';
import { commText } from './maps.js';
import { renderPlainTable } from './plain-table.js';
import { safeText } from './safe-text.js';
import type { Column } from './boxed-table.js';

/** The table of `memparse`, laid out as checkpointctl has always done; its columns and two more. */
export function renderMemorySizes(file: string, rows: readonly MemorySizes[]): string {
  const columns: Column<MemorySizes>[] = [
    { title: 'PID', cell: ({ pid }) => String(pid) },
    { title: 'PROCESS NAME', cell: ({ comm }) => commText(comm) },
    { title: 'MEMORY SIZE', cell: sizeCell('own') },
    { title: 'SHARED MEMORY SIZE', cell: sizeCell('shared') },
    { title: 'SHARED RESIDENT', cell: sizeCell('sharedResident') },
  ];
  if (rows.some(({ sizes }) => !isAbsent(sizes) && sizes.inMissingParent > 0n)) {
    columns.push({ title: 'IN MISSING PARENT', cell: sizeCell('inMissingParent') });
  }
  const table = renderPlainTable(columns, rows, { gap: 3, minWidth: 6, dashes: true });
  return `\nDisplaying processes memory sizes from ${safeText(file)}\n\n${table}`;
}

type SizeName = keyof Exclude<MemorySizes['sizes'], { absent: string }>;

function sizeCell(name: SizeName): (row: MemorySizes) => string {
  return ({ sizes }) => (isAbsent(sizes) ? '?' : formatBytes(Number(sizes[name])));
}
