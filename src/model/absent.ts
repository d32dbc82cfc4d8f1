/** A fact that the checkpoint does not tell, and why. */
export interface Absent {
  /** The reason, as the end of a sentence: `ghost-file-2.img is not in the checkpoint`. */
  readonly absent: string;
}

export function absent(reason: string): Absent {
  return { absent: reason };
}

export function isAbsent(value: unknown): value is Absent {
  return typeof value === 'object' && value !== null && 'absent' in value;
}

/** The value, or why there is none. */
export function known<T>(value: T | undefined, reason: string): T | Absent {
  return value ?? absent(reason);
}
