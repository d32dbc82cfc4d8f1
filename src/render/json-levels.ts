import { LazyObject } from './lazy-list.js';

/** A list or an object that is being written. */
export interface Level {
  readonly close: string;
  isEmpty: boolean;
  /** Goes to the next item; false when there is none. */
  next(): boolean;
  /** Of the item; undefined in a list. */
  name: string | undefined;
  value: unknown;
}

/** Plain lists and objects are by far the most, and read without iterators, which take their time. */
export function levelOf(value: object): Level {
  if (Array.isArray(value)) return new ListLevel(value);
  if (Symbol.iterator in value) return new LazyListLevel(value as Iterable<unknown>);
  return value instanceof LazyObject ? new LazyObjectLevel(value) : new ObjectLevel(value);
}

class ListLevel implements Level {
  readonly close = ']';
  isEmpty = true;
  readonly name = undefined;
  value: unknown;
  private at = 0;

  constructor(private readonly list: readonly unknown[]) {}

  next(): boolean {
    if (this.at >= this.list.length) return false;
    this.value = this.list[this.at++];
    return true;
  }
}

class ObjectLevel implements Level {
  readonly close = '}';
  isEmpty = true;
  name: string | undefined;
  value: unknown;
  private at = 0;
  private readonly names: readonly string[];

  constructor(private readonly object: object) {
    this.names = Object.keys(object);
  }

  next(): boolean {
    while (this.at < this.names.length) {
      const name = this.names[this.at++] as keyof object;
      this.value = this.object[name];
      if (this.value === undefined) continue;
      this.name = name;
      return true;
    }
    return false;
  }
}

class LazyListLevel implements Level {
  readonly close = ']';
  isEmpty = true;
  readonly name = undefined;
  value: unknown;
  private readonly items: Iterator<unknown>;

  constructor(list: Iterable<unknown>) {
    this.items = list[Symbol.iterator]();
  }

  next(): boolean {
    const next = this.items.next();
    this.value = next.value;
    return next.done !== true;
  }
}

class LazyObjectLevel implements Level {
  readonly close = '}';
  isEmpty = true;
  name: string | undefined;
  value: unknown;
  private readonly fields: Iterator<readonly [name: string, value: unknown]>;

  constructor({ fields }: LazyObject) {
    this.fields = fields[Symbol.iterator]();
  }

  next(): boolean {
    for (let next = this.fields.next(); next.done !== true; next = this.fields.next()) {
      [this.name, this.value] = next.value;
      if (this.value !== undefined) return true;
    }
    return false;
  }
}
