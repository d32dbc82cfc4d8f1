/** A fact that the checkpoint does not tell, and why. */
export interface Absent {
  /** The reason, as the end of a sentence: `ghost-file-2.img is not in the checkpoint`. */
  readonly absent: string;
}

/** A fact, or the reason why it is not there. */
export type Fact<T> = T | Absent;

export function absent(reason: string): Absent {
  return { absent: reason };
}

export function isAbsent(fact: unknown): fact is Absent {
  return typeof fact === 'object' && fact !== null && 'absent' in fact;
}

/** The value, or why there is none. */
export function known<T>(value: T | undefined, reason: string): T | Absent {
  return value ?? absent(reason);
}

/** The value, or that the image `where` does not tell it. */
export function factOf<T>(value: T | undefined, where: string): Fact<NonNullable<T>> {
  return value ?? absent(`${where} does not tell it`);
}

/** What follows from a fact; when that is absent, so is this and for the same reason. */
export function mapFact<T, U>(fact: Fact<T>, follow: (value: T) => Fact<U>): Fact<U> {
  return isAbsent(fact) ? fact : follow(fact);
}
