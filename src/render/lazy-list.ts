/** What `make` makes of each item, each when its turn comes: a long list need not be held. */
export function lazyList<T, U>(items: Iterable<T>, make: (item: T) => U): Iterable<U> {
  return {
    *[Symbol.iterator]() {
      for (const item of items) yield make(item);
    },
  };
}

/** An object of which the fields are made while it is written: the last may be what came of the others. */
export class LazyObject {
  constructor(readonly fields: Iterable<readonly [name: string, value: unknown]>) {}
}
