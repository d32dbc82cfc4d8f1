import type { TextRun } from './text-run.js';

/** Places at which something may stand, ascending. */
export interface Places {
  begin(runs: readonly TextRun[]): void;
  /** The first place from `from` on; it is told again until a later one is asked for. */
  next(from: number): number | undefined;
}
