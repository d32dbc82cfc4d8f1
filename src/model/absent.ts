/** A fact that the checkpoint does not give, and why: `not in the checkpoint`, `mm-7.img: unexpected EOF`. */
export interface Absent {
  readonly absent: string;
}

/** A fact, or the reason why it is not there. */
export type Fact<T> = T | Absent;

export function isAbsent(fact: unknown): fact is Absent {
  return typeof fact === 'object' && fact !== null && 'absent' in fact;
}

/** The value, or that CRIU did not write it. */
export function factOf<T>(value: T | undefined, where: string): Fact<NonNullable<T>> {
  return value ?? { absent: `${where} does not tell it` };
}

/** What follows from a fact; when that is absent, so is this and for the same reason. */
export function mapFact<T, U>(fact: Fact<T>, follow: (value: T) => Fact<U>): Fact<U> {
  return isAbsent(fact) ? fact : follow(fact);
}
