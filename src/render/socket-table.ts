import type { SocketRow } from '../analysis/socket-table.js';
import { isAbsent, type Absent } from '../model/absent.js';
import { safeText } from './safe-text.js';

/** The sockets as `ss -tanp` lays them out. */
export function renderSocketTable(rows: readonly SocketRow[]): string {
  const cells = rows.map((row) => [
    row.netid,
    told(row.state, '?'),
    told(row.receiveQueueBytes, '-'),
    told(row.sendQueueBytes, '-'),
    row.local,
    row.peer,
    processText(row.processes),
  ]);
  const titles = [
    'Netid',
    'State',
    'Recv-Q',
    'Send-Q',
    'Local Address:Port',
    'Peer Address:Port',
    'Process',
  ];
  const lines = [titles, ...cells].map((line) => line.map((cell) => safeText(cell)));
  const widths = titles.map((_, column) =>
    lines.reduce((width, line) => Math.max(width, line[column]?.length ?? 0), 0),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join(' ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function processText(processes: SocketRow['processes']): string {
  if (processes.length === 0) return '';
  const holders = processes.map(
    ({ comm, pid, fd }) => `("${told(comm, '?')}",pid=${pid},fd=${fd})`,
  );
  return `users:(${holders.join(',')})`;
}

function told(value: string | number | Absent, otherwise: string): string {
  return isAbsent(value) ? otherwise : String(value);
}
