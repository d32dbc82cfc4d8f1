const DIGITS = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** The number that the digits make, in so many bytes; undefined where it has more. */
export function decodeBase58(text: string, size: number): Buffer | undefined {
  let value = 0n;
  for (const digit of text) value = value * 58n + BigInt(DIGITS.indexOf(digit));
  const hex = value.toString(16);
  return hex.length > size * 2 ? undefined : Buffer.from(hex.padStart(size * 2, '0'), 'hex');
}
