/** What of a list is new, gone, and still there. */
export interface KeyedLists<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  readonly unchanged: readonly T[];
}

/** By a key, of which each side has one at most: the first counts. In the order of the lists. */
export function keyedLists<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T, side: 'before' | 'after') => string,
): KeyedLists<T> {
  const [was, is] = [before, after].map((items, index) => {
    const keyed = new Map<string, T>();
    for (const item of items) {
      const key = keyOf(item, index === 0 ? 'before' : 'after');
      if (!keyed.has(key)) keyed.set(key, item);
    }
    return keyed;
  }) as [Map<string, T>, Map<string, T>];
  return {
    added: [...is].flatMap(([key, item]) => (was.has(key) ? [] : [item])),
    removed: [...was].flatMap(([key, item]) => (is.has(key) ? [] : [item])),
    unchanged: [...is].flatMap(([key, item]) => (was.has(key) ? [item] : [])),
  };
}
