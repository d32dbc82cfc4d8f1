import { lookAhead, LOOK_BEHIND } from './job.js';
import { JobBuilder, type Cut, type CutJob } from './job-builder.js';
import { extentsWithin, stretchesOf, type Piece, type Stretch } from './piece.js';

/** Sizes of what is searched at a time; the results do not depend on them. */
export interface JobSizes {
  /** Bytes in which the matches of one job begin, at most. */
  readonly job: number;
  /** Fewer shared bytes between others are not worth a job of their own. */
  readonly leastShared?: number;
}

export const JOB_SIZES: JobSizes = { job: 8 * 1024 * 1024 };

const LEAST_SHARED = 64 * 1024;

/** Pages that lie scattered are many parts; a job is not to take for ever to describe. */
const MAX_EXTENTS = 4096;

/**
 * Cuts pieces into jobs: large pieces into several, small ones together into one. Bytes that other pieces
 * have as well are jobs of their own, which hang on nothing but these bytes, so that they come again.
 */
export async function* cutJobs<P extends Piece>(
  pieces: AsyncIterable<P> | Iterable<P>,
  sizes: JobSizes,
  longestMatch: number,
): AsyncGenerator<CutJob<P>> {
  let builder = new JobBuilder<P>(longestMatch, false);
  for await (const piece of pieces) {
    for (const { from, until, shared } of jobStretches(piece, sizes, longestMatch)) {
      if (builder.shared !== shared) {
        if (builder.size > 0) yield builder.done();
        builder = new JobBuilder<P>(longestMatch, shared);
      }
      for (let at = from; at < until;) {
        const end = Math.min(at + roomFor(builder, piece, at, sizes), until);
        builder.add(piece, at, end);
        at = end;
        // The next job begins where this piece goes on.
        const goesOn = end < piece.size;
        if (goesOn || builder.size >= sizes.job || builder.extentCount >= MAX_EXTENTS) {
          yield builder.done();
          builder = new JobBuilder<P>(longestMatch, shared);
        }
      }
    }
  }
  if (builder.size > 0) yield builder.done();
}

/**
 * Bytes that the job takes at most. Shared ones are cut where their places in the source say it: then the
 * jobs of two pieces that begin at different places in it are the same soon.
 */
function roomFor<P extends Piece>(
  { shared, size }: JobBuilder<P>,
  piece: P,
  at: number,
  { job }: JobSizes,
): number {
  if (!shared) return job - size;
  const [extent] = extentsWithin(piece, at, 1);
  return job - ((extent?.offset ?? 0) % job);
}

/**
 * The parts of a piece that are jobs of their own. What begins in the first and last bytes of a shared
 * stretch hangs on what lies beside it, so these are no part of it.
 */
function jobStretches(
  piece: Piece,
  { leastShared = LEAST_SHARED }: JobSizes,
  longestMatch: number,
): Stretch[] {
  const found: Stretch[] = [];
  let done = 0;
  for (const { from, until, shared } of stretchesOf(piece)) {
    const first = from === 0 ? 0 : from + LOOK_BEHIND;
    const last = until === piece.size ? until : until - lookAhead(longestMatch);
    const isWhole = first === 0 && last === piece.size;
    if (!shared || (!isWhole && last - first < leastShared)) continue;
    if (first > done) found.push({ from: done, until: first, shared: false });
    found.push({ from: first, until: last, shared: true });
    done = last;
  }
  if (done < piece.size) found.push({ from: done, until: piece.size, shared: false });
  return found;
}

/** The rest of a cut from a place in the middle of it; nothing behind its end. */
export function cutAgain<P extends Piece>(
  { piece, at, run }: Cut<P>,
  from: number,
  longestMatch: number,
): CutJob<P> {
  const builder = new JobBuilder<P>(longestMatch, false);
  const until = at + run.until - run.start;
  if (from < until) builder.add(piece, from, until);
  return builder.done();
}
