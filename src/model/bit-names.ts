/** Bits and their names, in the order in which they are told. */
export type BitNames = readonly (readonly [bits: number, name: string])[];

/** Names of the bits that are set in 32 bits; what has none is told in hex, as one. */
export function namesOfBits(value: number, table: BitNames): string[] {
  const names: string[] = [];
  let rest = value >>> 0;
  for (const [bits, name] of table) {
    if ((rest & bits) >>> 0 !== bits >>> 0) continue;
    names.push(name);
    rest = (rest & ~bits) >>> 0;
  }
  if (rest !== 0) names.push(`0x${rest.toString(16)}`);
  return names;
}
