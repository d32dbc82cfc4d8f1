/**
 * Rows as checkpointctl has always printed them:
 * `00005633bb080000  f3 0f 1e fa 48 83 ec 08 48 8b 05 d1 4f 09 00 48  |....H...H...O..H|`
 */

/** Bytes of memory in a row. */
export const ROW = 16;

/** Longest line: a row and its line feed. */
export const ROW_TEXT = 86;

/** Where things stand in a row: the groups of bytes, the bars. */
const FIRST_GROUP = 18;
const SECOND_GROUP = 42;
const FIRST_BAR = 67;
const LAST_BAR = 84;

/** The two digits of a byte, the first of them the higher half. */
const HEX = Uint16Array.from({ length: 256 }, (_, byte) =>
  Buffer.from(byte.toString(16).padStart(2, '0')).readUInt16BE(0),
);
/** Text of two bytes: `f3 0f ` and two blanks, as the double that eight such characters are. */
const DIGITS = new Float64Array(65536);
/** Their characters: those of printable ASCII, dots for the rest. */
const CHARACTERS = new Uint16Array(65536);
fillTables();

/**
 * Writes a row but for its address. This is where most of the time of a dump goes, so it takes one step
 * for two bytes, each of which writes over the blanks of the one before.
 * @param at where the row begins in `out`; it takes ROW_TEXT bytes
 * @param from where its bytes begin in `bytes`
 */
export function writeRow(out: DataView, at: number, bytes: DataView, from: number): void {
  const a = bytes.getInt32(from, true);
  const b = bytes.getInt32(from + 4, true);
  const c = bytes.getInt32(from + 8, true);
  const d = bytes.getInt32(from + 12, true);
  writeWord(out, at + FIRST_GROUP, at + FIRST_BAR + 1, a);
  writeWord(out, at + FIRST_GROUP + 12, at + FIRST_BAR + 5, b);
  writeWord(out, at + SECOND_GROUP, at + FIRST_BAR + 9, c);
  writeWord(out, at + SECOND_GROUP + 12, at + FIRST_BAR + 13, d);
  out.setUint8(at + FIRST_BAR, 0x7c);
  // A bar and a line feed.
  out.setUint16(at + LAST_BAR, 0x7c0a);
}

/** Four bytes, the first of which is the lowest of `word`. */
function writeWord(out: DataView, digitsAt: number, charactersAt: number, word: number): void {
  const low = word & 0xffff;
  const high = word >>> 16;
  out.setFloat64(digitsAt, DIGITS[low] ?? 0, true);
  out.setFloat64(digitsAt + 6, DIGITS[high] ?? 0, true);
  const characters = (CHARACTERS[low] ?? 0) | ((CHARACTERS[high] ?? 0) << 16);
  out.setUint32(charactersAt, characters, true);
}

function fillTables(): void {
  const text = new DataView(new ArrayBuffer(8));
  text.setUint32(4, 0x20202020);
  text.setUint8(2, 0x20);
  const character = (byte: number) => (byte >= 0x20 && byte < 0x7f ? byte : 0x2e);
  for (let high = 0; high < 256; high++) {
    text.setUint16(3, HEX[high] ?? 0);
    for (let low = 0; low < 256; low++) {
      text.setUint16(0, HEX[low] ?? 0);
      DIGITS[low | (high << 8)] = text.getFloat64(0, true);
      CHARACTERS[low | (high << 8)] = character(low) | (character(high) << 8);
    }
  }
}

/** An address as rows have it. */
export function rowAddress(address: bigint): string {
  return address.toString(16).padStart(16, '0');
}

/**
 * Writes the address of a row.
 * @param digits those of an address that is the same but for the last four
 * @param low what the last four tell
 */
export function writeAddress(out: DataView, at: number, digits: DataView, low: number): void {
  out.setUint32(at, digits.getUint32(0));
  out.setUint32(at + 4, digits.getUint32(4));
  out.setUint32(at + 8, digits.getUint32(8));
  out.setUint16(at + 12, HEX[(low >>> 8) & 0xff] ?? 0);
  out.setUint16(at + 14, HEX[low & 0xff] ?? 0);
  // The blanks between address and bytes.
  out.setUint16(at + 16, 0x2020);
}
