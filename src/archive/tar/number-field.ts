/** A number that a header tells: exact, and a bigint where a number would not be. */
export type HeaderNumber = number | bigint;

/**
 * A number of a header: octal digits, or base 256 where the first bit is set (GNU).
 * @returns undefined if it is neither
 */
export function parseNumber(
  block: Uint8Array,
  start: number,
  length: number,
): HeaderNumber | undefined {
  const isBase256 = ((block[start] ?? 0) & 0x80) !== 0;
  const end = start + length;
  return isBase256 ? parseBase256(block, start, end) : parseOctal(block, start, end);
}

/** Nanoseconds of a second. */
export const SECOND = 1_000_000_000n;

/** For what is counted in numbers: beyond 2^53 the nearest one that is exact. */
export function saturated(value: HeaderNumber): number {
  if (typeof value === 'number') return value;
  return value < 0n ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
}

/** Spaces may stand before the digits; spaces or a NUL end them. An empty field is 0. */
function parseOctal(block: Uint8Array, start: number, end: number): number | undefined {
  let at = start;
  while (at < end && (block[at] === 0x20 || block[at] === 0)) at++;
  let number = 0;
  // Twelve digits, the longest field, stay below 2^36.
  for (; at < end; at++) {
    const digit = (block[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) break;
    number = number * 8 + digit;
  }
  while (at < end && block[at] === 0x20) at++;
  return at === end || block[at] === 0 ? number : undefined;
}

/** Two's complement in 7 bits of the first byte and 8 of each other. */
function parseBase256(block: Uint8Array, start: number, end: number): HeaderNumber {
  const isNegative = ((block[start] ?? 0) & 0x40) !== 0;
  let number = 0;
  for (let at = start; at < end; at++) {
    const byte = block[at] ?? 0;
    number = number * 256 + ((isNegative ? ~byte : byte) & (at === start ? 0x3f : 0xff));
  }
  if (number < Number.MAX_SAFE_INTEGER) return isNegative ? -number - 1 : number;
  const digits = Buffer.from(block.subarray(start, end)).toString('hex');
  const bits = BigInt(end - start) * 8n - 1n;
  return BigInt.asIntN(Number(bits), BigInt(`0x${digits}`));
}
