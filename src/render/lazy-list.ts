/** What `make` makes of each item, each when its turn comes: a long list need not be held. */
export function lazyList<T, U>(items: Iterable<T>, make: (item: T) => U): Iterable<U> {
  return {
    *[Symbol.iterator]() {
      for (const item of items) yield make(item);
    },
  };
}
