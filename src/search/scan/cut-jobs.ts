import type { FileRange } from '../../bytes/byte-source.js';
import { formatPlace } from '../../bytes/checkpoint-error.js';
import { lookAhead, LOOK_BEHIND, type Job, type JobPart, type JobRun } from './job.js';
import { extentsWithin, type Piece, type PieceExtent } from './piece.js';

/** Sizes of what is searched at a time; the results do not depend on them. */
export interface JobSizes {
  /** Bytes in which the matches of one job begin, at most. */
  readonly job: number;
}

export const JOB_SIZES: JobSizes = { job: 8 * 1024 * 1024 };

/** Pieces begin at multiples of this, so that pages lie where the system copies them fastest. */
const ALIGNMENT = 64;

/** A job, and what its runs are parts of. */
export interface CutJob<P extends Piece> {
  readonly job: Job;
  readonly cuts: readonly Cut<P>[];
}

/** A run: the bytes of a piece from `at` on lie from `start` on in the job. */
export interface Cut<P extends Piece> {
  readonly piece: P;
  readonly at: number;
  readonly run: JobRun;
}

/** Cuts pieces into jobs: large pieces into several, small ones together into one. */
export async function* cutJobs<P extends Piece>(
  pieces: AsyncIterable<P> | Iterable<P>,
  { job: jobSize }: JobSizes,
  longestMatch: number,
): AsyncGenerator<CutJob<P>> {
  let builder = new JobBuilder<P>(longestMatch);
  for await (const piece of pieces) {
    for (let from = 0; from < piece.size;) {
      const until = Math.min(from + jobSize - builder.size, piece.size);
      builder.add(piece, from, until);
      from = until;
      if (builder.size >= jobSize || builder.parts.length >= MAX_PARTS) {
        yield builder.done();
        builder = new JobBuilder<P>(longestMatch);
      }
    }
  }
  if (builder.size > 0) yield builder.done();
}

/** The rest of a cut from a place in the middle of it; nothing behind its end. */
export function cutAgain<P extends Piece>(
  { piece, at, run }: Cut<P>,
  from: number,
  longestMatch: number,
): CutJob<P> {
  const builder = new JobBuilder<P>(longestMatch);
  const until = at + run.until - run.start;
  if (from < until) builder.add(piece, from, until);
  return builder.done();
}

/** Pages that lie scattered are many parts; a job is not to take for ever to describe. */
const MAX_PARTS = 4096;

class JobBuilder<P extends Piece> {
  readonly parts: JobPart[] = [];
  /** Bytes that are taken, without what is only looked at behind the last. */
  size = 0;
  private readonly cuts: Cut<P>[] = [];

  constructor(private readonly longestMatch: number) {}

  add(piece: P, from: number, until: number): void {
    const first = Math.max(from - LOOK_BEHIND, 0);
    const last = Math.min(until + lookAhead(this.longestMatch), piece.size);
    // Only the first piece of a job can be one that goes on: what stands before it lies below 0.
    const start = Math.ceil(this.size / ALIGNMENT) * ALIGNMENT;
    const shift = start - from;
    let at = first + shift;
    for (const extent of extentsWithin(piece, first, last - first)) {
      this.lay(extent, at);
      at += extent.length;
    }
    const run = { start: first + shift, from: start, until: until + shift, end: last + shift };
    this.cuts.push({ piece, at: first, run });
    this.size = until + shift;
  }

  done(): CutJob<P> {
    return { job: { parts: this.parts, runs: this.cuts.map(({ run }) => run) }, cuts: this.cuts };
  }

  private lay({ source, offset, length }: PieceExtent, at: number): void {
    if (source.inFile === undefined) {
      this.parts.push({ kind: 'bytes', at, bytes: source.read(offset, length) });
      return;
    }
    const { file } = source.inFile;
    const position = source.inFile.offset + offset;
    const last = this.parts.at(-1);
    const name = formatPlace(source.place);
    const isNext =
      last?.kind === 'file' &&
      last.at + last.length === at &&
      last.position + last.length === position &&
      isSameFile(last.file, file);
    const before = isNext ? last : { position, at, length: 0 };
    if (isNext) this.parts.pop();
    const { at: begin, position: beginning } = before;
    const whole = before.length + length;
    this.parts.push({ kind: 'file', at: begin, length: whole, file, position: beginning, name });
  }
}

function isSameFile(a: FileRange['file'], b: FileRange['file']): boolean {
  if ('fd' in a) return 'fd' in b && a.fd === b.fd;
  return 'path' in b && Buffer.compare(a.path, b.path) === 0;
}
