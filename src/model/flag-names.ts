/** Names by bit mask, in the order in which they are told. */
export type FlagTable = readonly (readonly [mask: bigint, name: string])[];

/** The names of the bits that are set; what has no name comes last as one hexadecimal number. */
export function flagNames(value: bigint, table: FlagTable): string[] {
  const named = table.filter(([mask]) => (value & mask) !== 0n);
  const rest = named.reduce((left, [mask]) => left & ~mask, value);
  const names = named.map(([, name]) => name);
  return rest === 0n ? names : [...names, `0x${rest.toString(16)}`];
}
