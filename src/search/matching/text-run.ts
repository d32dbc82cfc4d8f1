/** Longest match of an expression in bytes; a longer one is not found. Plain text may be longer. */
export const MAX_MATCH = 16 * 1024;

/** Text in the kernel's memory. */
export interface TextRun {
  /** Where it begins, an address in KernelMemory.bytes. */
  readonly start: number;
  /** Matches begin from here on, and before `until`. */
  readonly from: number;
  readonly until: number;
  readonly end: number;
  /** The byte before `start`, or NOTHING_BEFORE. */
  readonly before: number;
}

/** What stands before the first byte that is looked at. */
export const NOTHING_BEFORE = -1;
