/**
 * Rows as checkpointctl has always printed them:
 * `00005633bb080000  f3 0f 1e fa 48 83 ec 08 48 8b 05 d1 4f 09 00 48  |....H...H...O..H|`
 */

/** Bytes of memory in a row. */
export const ROW = 16;

/** Longest line: a row and its line feed. */
export const ROW_TEXT = 86;

/** An address as rows have it. */
export function rowAddress(address: bigint): string {
  return address.toString(16).padStart(16, '0');
}

/** A row of 16 bytes or less, with its line feed. */
export function formatRow(address: bigint, bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const characters = String.fromCharCode(...bytes).replace(/[^ -~]/g, '.');
  return `${rowAddress(address)}  ${digits.padEnd(3 * ROW + 1)}|${characters}|\n`;
}
