import type { TextRun } from './text-run.js';

/** Told of a match: the run's number, its address, its length, the branch. Returns whether to go on. */
export type OnMatch = (run: number, at: number, length: number, branch: number) => boolean;

/** Finds something in the kernel's memory. */
export interface Finder {
  /**
   * Tells what is found by run and place; each begins where the one before ended or later.
   * @param runs ascending, without an overlap
   * @throws CheckpointError `limit` for what takes too long
   */
  search(runs: readonly TextRun[], onMatch: OnMatch): void;
}
