import type { Finder } from '../matching/finder.js';
import { NOTHING_BEFORE, type TextRun } from '../matching/text-run.js';
import type { JobFinds, JobRun } from './job.js';

/** Matches that are told at a time; a single letter is met more often in one job. */
const MAX_HITS = 16384;

/** A part of a run that is searched at a time. */
export interface Slice extends JobRun {
  /** Of the run. */
  readonly number: number;
}

/** What one finder finds in a job, slice by slice. */
export class FindCollector {
  /** Where the last match ends: the next begins there or later, also in the next slice. */
  free = 0;
  private readonly hits = new Int32Array(MAX_HITS * 4);
  private count = 0;
  private stoppedIn = Infinity;
  private isWanted = true;

  constructor(private readonly finder: Finder) {}

  /** For another job, of which it is to find something or nothing. */
  begin(isWanted: boolean): void {
    this.free = 0;
    this.count = 0;
    this.stoppedIn = Infinity;
    this.isWanted = isWanted;
  }

  /** Whether it finds no more of the job. */
  get isDone(): boolean {
    return !this.isWanted || this.stoppedIn !== Infinity;
  }

  /** @param origin address of the job's beginning */
  search(slices: readonly Slice[], origin: number): void {
    const texts = slices.map((slice) => textOf(slice, origin));
    this.finder.search(texts, (index, at, length, branch) => {
      const run = slices[index]?.number ?? 0;
      this.free = at - origin + length;
      this.hits[this.count++] = run;
      this.hits[this.count++] = at - origin;
      this.hits[this.count++] = length;
      this.hits[this.count++] = branch;
      if (this.count === this.hits.length) this.stoppedIn = run;
      return this.stoppedIn === Infinity;
    });
  }

  finds(): JobFinds {
    return { hits: this.hits.slice(0, this.count), stoppedIn: this.stoppedIn };
  }
}

/** `start` is where the text begins only if nothing stands before it, and then `from` is there, too. */
function textOf({ start, from, until, end }: Slice, origin: number): TextRun {
  return {
    ...{ start: origin + start, from: origin + from },
    ...{ until: origin + until, end: origin + end },
    before: NOTHING_BEFORE,
  };
}
