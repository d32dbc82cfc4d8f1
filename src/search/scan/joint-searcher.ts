import { longestMatch } from '../matching/pattern-set.js';
import { Chain, NOTHING } from './chain.js';
import { cutJobs, JOB_SIZES, type JobSizes } from './cut-jobs.js';
import { jobOf, tellDamage, type CutJob } from './job-builder.js';
import type { JobResult } from './job.js';
import type { Hit, Piece } from './piece.js';
import { RememberedJobs } from './remembered-jobs.js';
import { Scanner } from './scanner.js';
import { branchesOfAll, type Sought } from './sought.js';
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

/** Matches of one of what is looked for. */
export interface JointHits<P extends Piece> {
  /** Its number. */
  readonly sought: number;
  readonly hits: readonly Hit<P>[];
}

/**
 * Searches pieces for several things in one reading, any number of times. What is found hangs neither on the number
 * of threads nor on how pieces are cut into jobs.
 */
export class JointSearcher {
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
    private readonly sought: readonly Sought[],
    count: number,
  ) {
    // Each thread has the automaton for itself; thousands of texts would fill the memory several times.
    const branches = branchesOfAll(sought);
    this.longestMatch = longestMatch(branches);
    this.count = branches.length > MANY_BRANCHES ? 0 : count;
  }

  /** Starts the other threads now, because much will have to be searched. */
  startThreads(): void {
    if (this.count > 0) this.threads ??= new Threads(this.sought, this.count);
  }

  /**
   * Tells the matches of each in the order of the pieces and of their bytes, some thousand at a time.
   * @throws CheckpointError when bytes cannot be read, or a pattern takes too long
   */
  async *search<P extends Piece>(
    pieces: AsyncIterable<P> | Iterable<P>,
    { sizes = this.sizes, onBytes }: SearchOptions,
  ): AsyncGenerator<JointHits<P>> {
    const jobs = cutJobs(pieces, sizes, this.longestMatch);
    const scanner = (this.scanner ??= new Scanner(this.sought));
    const chains = this.sought.map((_, each) => new Chain<P>(scanner, this.longestMatch, each));
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
        for (const [sought, chain] of chains.entries()) {
          for (const hits of chain.follow(first.cut, result.found[sought] ?? NOTHING)) {
            if (hits.length > 0) yield { sought, hits };
          }
        }
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
    this.scanner ??= new Scanner(this.sought);
    const result = this.scanner.scan(jobOf(cut));
    this.searched += sizeOf(cut) * this.sought.length;
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
