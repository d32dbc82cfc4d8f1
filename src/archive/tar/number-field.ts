/**
 * A number of a header: octal digits, or base 256 where the first bit is set (GNU).
 * @returns undefined if it is neither, or passes 2^53
 */
export function parseNumber(block: Uint8Array, start: number, length: number): number | undefined {
  const isBase256 = ((block[start] ?? 0) & 0x80) !== 0;
  const end = start + length;
  const number = isBase256 ? parseBase256(block, start, end) : parseOctal(block, start, end);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Spaces may stand before the digits; spaces or a NUL end them. An empty field is 0. */
function parseOctal(block: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (block[at] === 0x20 || block[at] === 0)) at++;
  let number = 0;
  for (; at < end; at++) {
    const digit = (block[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) break;
    number = number * 8 + digit;
  }
  while (at < end && block[at] === 0x20) at++;
  return at === end || block[at] === 0 ? number : NaN;
}

/** Two's complement in 7 bits of the first byte and 8 of each other. */
function parseBase256(block: Uint8Array, start: number, end: number): number {
  const isNegative = ((block[start] ?? 0) & 0x40) !== 0;
  let number = 0;
  for (let at = start; at < end; at++) {
    const byte = block[at] ?? 0;
    number = number * 256 + ((isNegative ? ~byte : byte) & (at === start ? 0x3f : 0xff));
  }
  return isNegative ? -number - 1 : number;
}
