import { decodeText } from '../bytes/text.js';
import { renderPlainTable } from './plain-table.js';
import { safeText } from './safe-text.js';
import { rowAddress } from './hex-rows/format-row.js';

/** What a search found in the memory of one process. */
export interface MemoryMatch {
  readonly address: bigint;
  /** The match with the bytes around it that were asked for. */
  readonly bytes: Uint8Array;
}

/** The table of `memparse --search`, laid out as checkpointctl has always done. */
export function renderMemoryMatches(
  pid: number,
  pattern: string,
  matches: readonly MemoryMatch[],
): string {
  if (matches.length === 0) {
    return `No matches for pattern "${safeText(pattern)}" in the memory of PID ${pid}\n`;
  }
  return renderPlainTable(
    [
      { title: 'ADDRESS', cell: ({ match }) => rowAddress(match.address) },
      { title: 'MATCH', cell: ({ match }) => decodeText(match.bytes) },
      { title: 'INSTANCE', cell: ({ number }) => String(number) },
    ],
    matches.map((match, index) => ({ match, number: index + 1 })),
    { gap: 3, minWidth: 6, dashes: true },
  );
}
