/**
 * The same data with its keys in the form that JSON output has: `sizeBytes` becomes `size_bytes`.
 * @param without keys of the outermost object to leave out
 */
export function snakeCaseKeys(value: unknown, without: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((item) => snakeCaseKeys(item));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !without.includes(key))
      .map(([key, field]) => [snakeCase(key), snakeCaseKeys(field)]),
  );
}

function snakeCase(key: string): string {
  return /^[a-z][a-zA-Z0-9]*$/.test(key)
    ? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    : key;
}
