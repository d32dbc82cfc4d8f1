import { cutAgain } from './cut-jobs.js';
import { jobOf, type Cut, type CutJob } from './job-builder.js';
import type { JobFinds } from './job.js';
import type { Hit, Piece } from './piece.js';
import type { Scanner } from './scanner.js';

/**
 * Joins what was found in the cuts of a piece: a match that reaches into the next cut hides those that
 * begin in it. What is found behind it may be other than what was found without it.
 */
export class Chain<P extends Piece> {
  private piece: P | undefined;
  /** Where in the piece the last match ends. */
  private end = 0;

  /** @param sought number of what is looked for */
  constructor(
    private readonly scanner: Scanner,
    private readonly longestMatch: number,
    private readonly sought: number,
  ) {}

  *follow({ cuts }: CutJob<P>, { hits, stoppedIn }: JobFinds): Generator<readonly Hit<P>[]> {
    let next = 0;
    for (const [number, cut] of cuts.entries()) {
      if (cut.piece !== this.piece) {
        this.piece = cut.piece;
        this.end = 0;
      }
      const own: Hit<P>[] = [];
      for (; hits[next] === number; next += 4) own.push(hitOf(cut, hits, next));
      const isOver = yield* this.join(cut, own);
      if (!isOver && number >= stoppedIn) yield* this.searchFrom(cut, this.end);
    }
  }

  /** @returns whether the cut was searched to its end once more */
  private *join(cut: Cut<P>, hits: readonly Hit<P>[]): Generator<readonly Hit<P>[], boolean> {
    const shown: Hit<P>[] = [];
    let hiddenEnd = 0;
    for (const hit of hits) {
      const isHidden = hit.at < this.end;
      // One that is hidden itself hid what begins in the rest of it.
      if (!isHidden && hiddenEnd > this.end) break;
      if (isHidden) {
        hiddenEnd = hit.at + hit.length;
      } else {
        this.end = hit.at + hit.length;
        shown.push(hit);
      }
    }
    yield shown;
    if (hiddenEnd <= this.end) return false;
    yield* this.searchFrom(cut, this.end);
    return true;
  }

  private *searchFrom(cut: Cut<P>, start: number): Generator<readonly Hit<P>[]> {
    for (let from: number | undefined = Math.max(start, firstOf(cut)); from !== undefined;) {
      const job = cutAgain(cut, from, this.longestMatch);
      const [again] = job.cuts;
      if (again === undefined) return;
      const { found: all } = this.scanner.scan(jobOf(job), this.sought);
      const { hits, stoppedIn } = all[this.sought] ?? NOTHING;
      const found: Hit<P>[] = [];
      for (let next = 0; next < hits.length; next += 4) found.push(hitOf(again, hits, next));
      const last = found.at(-1);
      if (last !== undefined) this.end = last.at + last.length;
      yield found;
      from = stoppedIn === Infinity ? undefined : this.end;
    }
  }
}

/** Where in the piece matches of a cut begin. */
function firstOf({ at, run }: Cut<Piece>): number {
  return at + run.from - run.start;
}

function hitOf<P extends Piece>(
  { piece, at, run }: Cut<P>,
  hits: JobFinds['hits'],
  index: number,
): Hit<P> {
  return {
    piece,
    at: at + (hits[index + 1] ?? 0) - run.start,
    length: hits[index + 2] ?? 0,
    branch: hits[index + 3] ?? 0,
  };
}

export const NOTHING: JobFinds = { hits: new Int32Array(0), stoppedIn: Infinity };
