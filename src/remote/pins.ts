/**
 * Remembers under a name what was found there, and whether it is that again.
 * @returns false if it is something else
 */
export function isPinned(
  pins: Map<string, string> | undefined,
  name: string,
  found: string | undefined,
): boolean {
  if (pins === undefined || found === undefined) return true;
  const before = pins.get(name);
  if (before === undefined) pins.set(name, found);
  return before === undefined || before === found;
}
