// Writes the rows of hexdumps, in AssemblyScript: its compiler makes WebAssembly with 128-bit vectors of it.
// Addresses are those of the WebAssembly memory, which the host lays out.

const ROW: i32 = 16;
const ROW_TEXT: i32 = 86;

/** What came before, as it stands behind the last row in the state. */
const NOTHING: i32 = 0;
const SHOWN: i32 = 1;
const SQUEEZED: i32 = 2;

/** Where things stand in the state: the last row, what was done with it, where its text ends. */
const DONE: i32 = 16;
const TEXT_END: i32 = 20;

/**
 * Writes rows from `from` on until `until`, but none that would begin behind `limit`. Of rows that are equal to the
 * one before only the first leaves something, an asterisk.
 * @param address of the first byte, in the process
 * @returns where the next row begins
 */
export function writeRows(
  state: i32,
  from: i32,
  until: i32,
  textAt: i32,
  limit: i32,
  address: i64,
): i32 {
  let last = v128.load(state);
  let done: i32 = load<i32>(state + DONE);
  let at = from;
  let to = textAt;
  for (; at < until && to <= limit; at += ROW) {
    const row = v128.load(at);
    if (done != NOTHING && !v128.any_true(v128.xor(row, last))) {
      if (done == SHOWN) {
        // An asterisk and a line feed.
        store<u16>(to, 0x0a2a);
        to += 2;
        done = SQUEEZED;
      }
      continue;
    }
    last = row;
    done = SHOWN;
    writeRow(to, address + (at - from), row);
    to += ROW_TEXT;
  }
  v128.store(state, last);
  store<i32>(state + DONE, done);
  store<i32>(state + TEXT_END, to);
  return at;
}

/** The address, two blanks, the bytes in hexadecimal, and between bars their characters. */
function writeRow(to: i32, address: i64, row: v128): void {
  const blanks = i8x16.splat(0x20);
  const place = i64x2.splat(bswap<i64>(address));
  const a = firstDigits(place);
  const b = secondDigits(place);
  const digits = v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  v128.store(to, digits);
  v128.store(to + 16, blanks);
  writeBytes(to + 18, firstDigits(row), secondDigits(row), blanks);
  v128.store(to + 68, characters(row));
  // A blank and a bar, a bar and a line feed.
  store<u16>(to + 66, 0x7c20);
  store<u16>(to + 84, 0x0a7c);
}

/** Three characters for each byte; of three vectors each holds what the lanes say, but for the blanks. */
function writeBytes(to: i32, a: v128, b: v128, blanks: v128): void {
  const one = v128.shuffle<u8>(a, b, 0, 16, 0, 1, 17, 0, 2, 18, 0, 3, 19, 0, 4, 20, 0, 5);
  const two = v128.shuffle<u8>(a, b, 21, 0, 6, 22, 0, 7, 23, 0, 8, 24, 0, 9, 25, 0, 10, 26);
  const three = v128.shuffle<u8>(a, b, 0, 11, 27, 0, 12, 28, 0, 13, 29, 0, 14, 30, 0, 15, 31, 0);
  const no: i8 = -1;
  const inOne = i8x16(0, 0, no, 0, 0, no, 0, 0, no, 0, 0, no, 0, 0, no, 0);
  const inTwo = i8x16(0, no, 0, 0, no, 0, 0, no, 0, 0, no, 0, 0, no, 0, 0);
  const inThree = i8x16(no, 0, 0, no, 0, 0, no, 0, 0, no, 0, 0, no, 0, 0, no);
  v128.store(to, v128.bitselect(blanks, one, inOne));
  v128.store(to + 16, v128.bitselect(blanks, two, inTwo));
  v128.store(to + 32, v128.bitselect(blanks, three, inThree));
}

/** Of each byte the digit of its higher half. */
function firstDigits(bytes: v128): v128 {
  return digitsOf(i8x16.shr_u(bytes, 4));
}

/** Of each byte the digit of its lower half. */
function secondDigits(bytes: v128): v128 {
  return digitsOf(v128.and(bytes, i8x16.splat(15)));
}

function digitsOf(halves: v128): v128 {
  // 0 to 9, a to f.
  const low = i8x16.add(halves, i8x16.splat(0x30));
  const letters = i8x16.gt_s(halves, i8x16.splat(9));
  return i8x16.add(low, v128.and(letters, i8x16.splat(0x27)));
}

/** Those of printable ASCII, dots for the rest. */
function characters(bytes: v128): v128 {
  const isShown = v128.and(
    i8x16.gt_s(bytes, i8x16.splat(0x1f)),
    i8x16.lt_s(bytes, i8x16.splat(0x7f)),
  );
  return v128.bitselect(bytes, i8x16.splat(0x2e), isShown);
}
