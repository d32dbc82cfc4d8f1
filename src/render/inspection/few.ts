/** Entries of a list that stands at each process of it; more of them would make its text a square. */
const MOST = 64;

/** Lists of those who have a file open: all of them are told by their own descriptors too. */
const HOLDERS: ReadonlySet<string> = new Set(['holders', 'readers', 'writers', 'receivers']);

/**
 * An open file with no more than a few of its holders, and how many more there are. What every process of
 * thousands has open, such as the output of them all, would be told with all of them at each of them.
 */
export function withFewHolders(file: object): object {
  const fields = Object.entries(file).flatMap(([name, value]: [string, unknown]) => {
    if (HOLDERS.has(name) && Array.isArray(value)) return Object.entries(few(name, value));
    const isPeer = name === 'peer' && typeof value === 'object' && value !== null;
    return [[name, isPeer ? withFewHolders(value) : value]];
  });
  return Object.fromEntries(fields) as object;
}

/** The first of a list under its name, and the number of the others as `NAME_more`. */
export function few(name: string, items: readonly unknown[]): Readonly<Record<string, unknown>> {
  return items.length <= MOST
    ? { [name]: items }
    : { [name]: items.slice(0, MOST), [`${name}_more`]: items.length - MOST };
}
