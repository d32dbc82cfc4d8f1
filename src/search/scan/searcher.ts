import { longestMatch, type Branch } from '../matching/pattern-set.js';
import { cutAgain, cutJobs, JOB_SIZES, type JobSizes } from './cut-jobs.js';
import { jobOf, tellDamage, type Cut, type CutJob } from './job-builder.js';
import type { JobResult } from './job.js';
import type { Hit, Piece } from './piece.js';
import { RememberedJobs } from './remembered-jobs.js';
import { Scanner } from './scanner.js';
import { Threads } from './threads.js';

export interface SearchOptions {
  readonly sizes?: JobSizes;
  /** Told of the bytes that were searched. */
  readonly onBytes?: (count: number) => void;
}

/** Patterns in their encodings. */
const MANY_BRANCHES = 2000;

/** What one thread searches in the time that another takes to start. */
const WORTH_THREADS = 128 * 1024 * 1024;

/** Jobs that may be ahead of the one whose results are told next, for each thread. */
const AHEAD = 6;

/**
 * Searches pieces for the same patterns, any number of times. What is found hangs neither on the number
 * of threads nor on how pieces are cut into jobs.
 */
export class Searcher {
  private readonly count: number;
  /** In bytes. */
  readonly longestMatch: number;
  private threads: Threads | undefined;
  private scanner: Scanner | undefined;
  private readonly remembered = new RememberedJobs();
  /** Bytes that were searched in this thread. */
  private searched = 0;

  /** @param count threads besides this one, which start when there is enough to search */
  constructor(
    readonly branches: readonly Branch[],
    count: number,
  ) {
    // Each thread has the automaton for itself; thousands of texts would fill the memory several times.
    this.longestMatch = longestMatch(branches);
    this.count = branches.length > MANY_BRANCHES ? 0 : count;
  }

  /** Starts the other threads now, because much will have to be searched. */
  startThreads(): void {
    if (this.count > 0) this.threads ??= new Threads(this.branches, this.count);
  }

  /**
   * Tells the matches in the order of the pieces and of their bytes, some thousand at a time.
   * @throws CheckpointError when bytes cannot be read, or a pattern takes too long
   */
  async *search<P extends Piece>(
    pieces: AsyncIterable<P> | Iterable<P>,
    { sizes = this.sizes, onBytes }: SearchOptions,
  ): AsyncGenerator<readonly Hit<P>[]> {
    const jobs = cutJobs(pieces, sizes, this.longestMatch);
    this.scanner ??= new Scanner(this.branches);
    const chain = new Chain<P>(this.scanner, this.longestMatch);
    const running: Running<P>[] = [];
    try {
      for (let exhausted = false; ;) {
        const next: IteratorResult<CutJob<P>, unknown> | undefined =
          exhausted || running.length >= this.most ? undefined : await jobs.next();
        exhausted ||= next?.done === true;
        if (next !== undefined && next.done !== true) running.push(await this.start(next.value));
        const [first] = running;
        if (first === undefined) return;
        // As long as there is room it is better to search on than to wait.
        const mustWait = exhausted || running.length >= this.most;
        if (first.result === undefined && !mustWait) continue;
        running.shift();
        const result = first.result ?? (await first.answer);
        tellDamage(first.cut, result);
        yield* chain.follow(first.cut, result);
        onBytes?.(sizeOf(first.cut));
      }
    } finally {
      await jobs.return(undefined);
    }
  }

  /** What is looked at behind the end of a job is looked at again with the next. */
  private get sizes(): JobSizes {
    return { job: Math.max(JOB_SIZES.job, 4 * this.longestMatch) };
  }

  private get most(): number {
    return (this.count + 1) * AHEAD;
  }

  close(): void {
    this.scanner?.close();
    this.threads?.close();
  }

  private async start<P extends Piece>(cut: CutJob<P>): Promise<Running<P>> {
    const isElsewhere = this.threads?.hasRoom === true;
    const answer = cut.shared ? this.remembered.answer(cut, () => this.scan(cut)) : this.scan(cut);
    const running: Running<P> = { cut, answer };
    answer.then(
      (result) => {
        running.result = result;
      },
      // Whoever waits for it hears of it; until then nobody does.
      () => undefined,
    );
    if (!isElsewhere) await nextTurn();
    return running;
  }

  /** Gives it to a thread that has room; otherwise searches it here, and then hears the others. */
  private async scan(cut: CutJob<Piece>): Promise<JobResult> {
    if (this.threads?.hasRoom === true) return this.threads.scan(jobOf(cut));
    this.scanner ??= new Scanner(this.branches);
    const result = this.scanner.scan(jobOf(cut));
    this.searched += sizeOf(cut);
    if (this.searched > WORTH_THREADS) this.startThreads();
    return result;
  }
}

interface Running<P extends Piece> {
  readonly cut: CutJob<P>;
  readonly answer: Promise<JobResult>;
  /** Once it is there. */
  result?: JobResult;
}

function sizeOf({ cuts }: CutJob<Piece>): number {
  return cuts.reduce((sum, { run }) => sum + run.until - run.from, 0);
}

/** Lets the answers of threads come in. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/**
 * Joins what was found in the cuts of a piece: a match that reaches into the next cut hides those that
 * begin in it. What is found behind it may be other than what was found without it.
 */
class Chain<P extends Piece> {
  private piece: P | undefined;
  /** Where in the piece the last match ends. */
  private end = 0;

  constructor(
    private readonly scanner: Scanner,
    private readonly longestMatch: number,
  ) {}

  *follow({ cuts }: CutJob<P>, { hits, stoppedIn }: JobResult): Generator<readonly Hit<P>[]> {
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
      const { hits, stoppedIn } = this.scanner.scan(jobOf(job));
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
  hits: JobResult['hits'],
  index: number,
): Hit<P> {
  return {
    piece,
    at: at + (hits[index + 1] ?? 0) - run.start,
    length: hits[index + 2] ?? 0,
    branch: hits[index + 3] ?? 0,
  };
}
