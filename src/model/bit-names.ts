/** Bits and the names that the kernel gives them. */
export type BitNames = readonly (readonly [bit: number, name: string])[];

/** Names of the bits that are set, in the order of the table; those without a name as one hex number. */
export function namesOfBits(value: number, table: BitNames): string[] {
  const names: string[] = [];
  let rest = value >>> 0;
  for (const [bit, name] of table) {
    if ((rest & bit) === 0) continue;
    names.push(name);
    rest = (rest & ~bit) >>> 0;
  }
  return rest === 0 ? names : [...names, `0x${rest.toString(16)}`];
}
