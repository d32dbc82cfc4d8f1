import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Job } from '../scan/job.js';
import { jobOf, tellDamage, type CutJob } from '../scan/job-builder.js';
import type { Piece } from '../scan/piece.js';
import type { BlockResult } from './block-hit.js';
import { BLOCK_SIZES, cutBlocks, type BlockSizes } from './cut-blocks.js';
import { PartJoiner, type PieceHit } from './join-parts.js';
import type { CompileReport, RuleSet } from './rule-set.js';
import { startThread, type ScanThread } from './scan-thread.js';

export interface RuleScanOptions {
  /** The file of the engine. */
  readonly engine: string;
  /** At most. */
  readonly threads: number;
  readonly startThread?: typeof startThread;
}

export interface ScanOptions {
  readonly sizes?: BlockSizes;
  /** Told of the bytes that were scanned. */
  readonly onBytes?: (count: number) => void;
  /** Milliseconds after which the rest is left. */
  readonly timeout?: number;
  /** Told of what rules say by `console.log`, of equal blocks not each time. */
  readonly onMessage?: (message: string) => void;
}

/**
 * Jobs that a thread has at once, so that it need not wait for the next: whoever gives pieces looks for programs in
 * memory at the end, which takes as long as some of them.
 */
const AT_ONCE = 8;

/** Bytes that jobs may carry with them before the first of them has to be done. */
const MOST_CARRIED = 16 * 1024 * 1024;

/** What one thread scans in the time that another takes to start. */
const WORTH_THREAD = 64 * 1024 * 1024;

/** A job that a thread has. */
interface Running<P extends Piece> {
  readonly cut: CutJob<P>;
  readonly answer: Promise<BlockResult>;
  /** Bytes that came with it. */
  readonly carried: number;
}

/** Scans pieces with rules. What is found hangs not on the number of threads. */
export class RuleScan {
  private readonly threads: ScanThread[] = [];
  private given = 0;

  constructor(
    private readonly rules: RuleSet,
    private readonly options: RuleScanOptions,
  ) {}

  /**
   * What the compiler says; with errors there is nothing to scan with.
   * @param expected bytes that will be scanned, as far as is known: all threads that are worth it start together
   */
  async compile(expected = 0): Promise<CompileReport> {
    const [first = this.start()] = this.threads;
    const worth = Math.min(Math.floor(expected / WORTH_THREAD), this.options.threads);
    while (this.threads.length < worth) this.start();
    return await first.report;
  }

  /**
   * The rules that match, piece by piece.
   * @throws CheckpointError when bytes cannot be read, the engine fails, or `limit` when the time is over
   */
  async *scan<P extends Piece>(
    pieces: AsyncIterable<P> | Iterable<P>,
    { sizes = BLOCK_SIZES, onBytes, timeout, onMessage }: ScanOptions = {},
  ): AsyncGenerator<PieceHit<P>> {
    const joiner = new PartJoiner<P>(this.rules.mostMatches);
    const running: Running<P>[] = [];
    const isFull = () =>
      running.length >= this.threads.length * AT_ONCE ||
      running.reduce((sum, { carried }) => sum + carried, 0) > MOST_CARRIED;
    const alarm = new Alarm(timeout);
    let isWhole = false;
    const next = async function* () {
      const [first] = running.splice(0, 1);
      if (first === undefined) return;
      const result = await alarm.before(first.answer);
      tellDamage(first.cut, result);
      onBytes?.(sizeOf(first.cut));
      if (onMessage !== undefined) result.messages.forEach(onMessage);
      yield* joiner.follow(first.cut, result);
    };
    try {
      for await (const cut of cutBlocks(pieces, sizes)) {
        const job = jobOf(cut);
        const answer = this.freest().scan(job);
        // Whoever waits for it hears of it; until then nobody does.
        answer.catch(() => undefined);
        running.push({ cut, answer, carried: carriedBy(job) });
        this.given += sizeOf(cut);
        while (isFull()) yield* next();
      }
      while (running.length > 0) yield* next();
      yield* joiner.end();
      isWhole = true;
    } finally {
      alarm.stop();
      // They may be busy for a long time with what nobody wants any more.
      if (!isWhole) this.close();
    }
  }

  /** Ends the threads; another scan starts them again. */
  close(): void {
    for (const thread of this.threads.splice(0)) thread.close();
    this.given = 0;
  }

  /** The thread with the least to do; another one where there is enough for it. */
  private freest(): ScanThread {
    const { threads } = this;
    const isWorth = this.given >= threads.length * WORTH_THREAD;
    if (threads.length === 0 || (isWorth && threads.length < this.options.threads)) {
      return this.start();
    }
    return threads.reduce((freest, each) => (each.busy < freest.busy ? each : freest));
  }

  private start(): ScanThread {
    const thread = (this.options.startThread ?? startThread)(this.options.engine, this.rules);
    thread.report.catch(() => undefined);
    this.threads.push(thread);
    return thread;
  }
}

/** Goes off when the time is over. */
class Alarm {
  private readonly timer: NodeJS.Timeout | undefined;
  private readonly over: Promise<never>;

  constructor(timeout: number | undefined) {
    let goOff: (error: Error) => void = () => undefined;
    this.over = new Promise((_, reject) => {
      goOff = reject;
    });
    this.over.catch(() => undefined);
    if (timeout === undefined) return;
    this.timer = setTimeout(() => {
      goOff(new CheckpointError('limit', 'the time for scanning is over'));
    }, timeout);
  }

  async before<T>(promise: Promise<T>): Promise<T> {
    return await Promise.race([promise, this.over]);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

function carriedBy({ parts }: Job): number {
  return parts.reduce((sum, part) => sum + (part.kind === 'bytes' ? part.bytes.length : 0), 0);
}

function sizeOf({ cuts }: CutJob<Piece>): number {
  return cuts.reduce((sum, { run }) => sum + run.until - run.from, 0);
}
