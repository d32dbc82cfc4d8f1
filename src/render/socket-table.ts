import { sockets, type SocketRow } from '../tables/sockets.js';
import { AlignedTable, type AlignedLook } from './visitors/aligned-table.js';

/** As `ss` lays its columns out. */
export const SS_LOOK: AlignedLook = { gap: 1, allLeft: true };

/** The sockets of one container as `ss -tanp` prints them. */
export function renderSocketTable(rows: readonly SocketRow[], archive: string): string {
  const table = new AlignedTable(sockets, {}, SS_LOOK);
  const origin = { archive, container: { absent: 'there is one' } };
  for (const row of rows) table.row({ row, origin });
  return table.end();
}
