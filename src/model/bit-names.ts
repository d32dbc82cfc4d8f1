/** Bits and their names, in the order in which they are told. */
export type BitNames = readonly (readonly [bits: number | bigint, name: string])[];

/**
 * Names of the bits that are set; what has none is told in hex, as one.
 * @param value a number is taken as 32 bits without a sign
 */
export function namesOfBits(value: number | bigint, table: BitNames): string[] {
  const names: string[] = [];
  let rest = typeof value === 'number' ? BigInt(value >>> 0) : BigInt.asUintN(64, value);
  for (const [bits, name] of table) {
    if (rest === 0n) break;
    const wanted = typeof bits === 'number' ? BigInt(bits >>> 0) : bits;
    if ((rest & wanted) !== wanted) continue;
    names.push(name);
    rest &= ~wanted;
  }
  if (rest !== 0n) names.push(`0x${rest.toString(16)}`);
  return names;
}
