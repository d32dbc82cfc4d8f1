/** Deeper values JSON.stringify cannot write in some engines, while JSON.parse takes any depth. */
const MOST_NESTED = 1000;

/** What was parsed of JSON as JSON again; what nests without sense is only named. */
export function jsonText(value: unknown): string {
  return isNestedBeyond(value, MOST_NESTED)
    ? 'JSON that is nested too deep'
    : JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each));
}

function isNestedBeyond(value: unknown, most: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((each): unknown[] =>
      typeof each === 'object' && each !== null ? Object.values(each) : [],
    );
  }
  return false;
}
