/**
 * A number of a header: octal digits, or base 256 where the first bit is set (GNU).
 * @returns undefined if it is neither, or passes 2^53
 */
export function parseNumber(field: Uint8Array): number | undefined {
  const number = ((field[0] ?? 0) & 0x80) !== 0 ? parseBase256(field) : parseOctal(field);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Spaces may stand before the digits; a space or NUL ends them. An empty field is 0. */
function parseOctal(field: Uint8Array): number {
  let at = 0;
  while (field[at] === 0x20 || field[at] === 0) at++;
  let number = 0;
  for (; at < field.length; at++) {
    const digit = (field[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) break;
    number = number * 8 + digit;
  }
  for (; at < field.length; at++) {
    if (field[at] !== 0x20 && field[at] !== 0) return NaN;
  }
  return number;
}

/** Two's complement in 7 bits of the first byte and 8 of each other. */
function parseBase256(field: Uint8Array): number {
  const isNegative = ((field[0] ?? 0) & 0x40) !== 0;
  let number = 0;
  for (const [index, byte] of field.entries()) {
    const bits = isNegative ? ~byte : byte;
    number = number * 256 + (bits & (index === 0 ? 0x3f : 0xff));
  }
  return isNegative ? -number - 1 : number;
}
