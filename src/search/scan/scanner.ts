import type { Gap } from '../../bytes/byte-source.js';
import { aroundGaps } from '../../bytes/read-into.js';
import { Matcher } from '../matching/matcher.js';
import { KernelMemory } from '../matching/memory-layout.js';
import { longestMatch, type Branch } from '../matching/pattern-set.js';
import { NOTHING_BEFORE, type TextRun } from '../matching/text-run.js';
import {
  lookAhead,
  LOOK_BEHIND,
  type Job,
  type JobPart,
  type JobResult,
  type JobRun,
} from './job.js';
import { PartReader } from './part-reader.js';

/** Bytes below the beginning of a slice; a multiple of a page. */
const BELOW = 4096;

/** Of a job so much is read and searched at a time, at least: it stays in the processor's cache meanwhile. */
const SLICE = 1024 * 1024;

/** Matches that are told at a time; a single letter is met more often in one job. */
const MAX_HITS = 16384;

/** A part of a run that is searched at a time. */
interface Slice extends JobRun {
  /** Of the run. */
  readonly number: number;
}

/** Reads and searches jobs in one thread. */
export class Scanner {
  private readonly memory: KernelMemory;
  private readonly matcher: Matcher;
  private readonly parts = new PartReader();
  private readonly hits = new Int32Array(MAX_HITS * 4);

  /** What is read and searched at a time; no less than what has to be looked at behind it. */
  private readonly slice: number;
  private readonly lookAhead: number;

  constructor(branches: readonly Branch[]) {
    this.lookAhead = lookAhead(longestMatch(branches));
    this.slice = Math.max(SLICE, this.lookAhead);
    this.memory = new KernelMemory(BELOW + this.slice + this.lookAhead);
    this.matcher = new Matcher(this.memory, branches);
  }

  /** @throws CheckpointError when bytes cannot be read, or the pattern takes too long */
  scan(job: Job): JobResult {
    const { hits, slice } = this;
    const end = job.runs.at(-1)?.until ?? 0;
    let count = 0;
    let stoppedIn = Infinity;
    const damaged: Gap[] = [];
    // Where the last match ends: the next begins there or later, also in the next slice.
    let free = 0;
    for (let base = 0; base < end && stoppedIn === Infinity; base += slice) {
      const slices = this.slicesOf(job.runs, base, free);
      const origin = this.memory.buffer + BELOW - base;
      const gaps = this.load(job.parts, slices, base, origin);
      damaged.push(...gaps);
      const intact = gaps.length === 0 ? slices : slices.flatMap((each) => besides(each, gaps));
      const texts = intact.map((slice) => textOf(slice, origin));
      this.matcher.search(texts, (index, at, length, branch) => {
        const run = intact[index]?.number ?? 0;
        free = at - origin + length;
        hits[count++] = run;
        hits[count++] = at - origin;
        hits[count++] = length;
        hits[count++] = branch;
        if (count === hits.length) stoppedIn = run;
        return stoppedIn === Infinity;
      });
    }
    return { hits: hits.slice(0, count), stoppedIn, gaps: damaged };
  }

  close(): void {
    this.parts.close();
  }

  /** What of the runs begins in the slice from `base` on, but not before `free`. */
  private slicesOf(runs: readonly JobRun[], base: number, free: number): Slice[] {
    const slices: Slice[] = [];
    const last = base + this.slice;
    for (let number = firstBehind(runs, base); number < runs.length; number++) {
      const run = runs[number];
      if (run === undefined || run.from >= last) break;
      const from = Math.max(run.from, base, free);
      const until = Math.min(run.until, last);
      if (from >= until) continue;
      const start = Math.max(run.start, from - LOOK_BEHIND);
      slices.push({ number, start, from, until, end: Math.min(run.end, until + this.lookAhead) });
    }
    return slices;
  }

  /**
   * Lays what the slices need at its place. What stands before `base` is read apart, to keep the rest aligned.
   * @returns what of it is damaged
   */
  private load(
    parts: readonly JobPart[],
    slices: readonly Slice[],
    base: number,
    origin: number,
  ): Gap[] {
    const [first] = slices;
    const last = slices.at(-1);
    if (first === undefined || last === undefined) return [];
    return parts.flatMap((part) => {
      const length = part.kind === 'bytes' ? part.bytes.length : part.length;
      const start = Math.max(part.at, first.start);
      const end = Math.min(part.at + length, last.end);
      return [
        ...(start < base ? this.lay(part, start, Math.min(base, end), origin) : []),
        ...this.lay(part, Math.max(start, base), end, origin),
      ];
    });
  }

  private lay(part: JobPart, start: number, end: number, origin: number): readonly Gap[] {
    if (start >= end) return [];
    const { bytes, buffer, size } = this.memory;
    const at = origin + start;
    if (at < buffer || origin + end > buffer + size) throw new RangeError('a job too large');
    return this.parts.lay(part, start, bytes.subarray(at, origin + end));
  }
}

/** What of a slice is not damaged: texts of their own, as where pages are not there. */
function besides(slice: Slice, gaps: readonly Gap[]): Slice[] {
  const parts: Slice[] = [];
  for (const { start, end, isLost } of aroundGaps(slice, clipped(gaps, slice))) {
    const from = Math.max(slice.from, start);
    const until = Math.min(slice.until, end);
    if (!isLost && from < until) parts.push({ number: slice.number, start, from, until, end });
  }
  return parts;
}

/** The parts of gaps that lie in a slice; those of what stands before it may come twice. */
function clipped(gaps: readonly Gap[], { start, end }: Slice): Gap[] {
  const found: Gap[] = [];
  for (const gap of gaps) {
    const from = Math.max(gap.start, start, found.at(-1)?.end ?? 0);
    const until = Math.min(gap.end, end);
    if (from < until) found.push({ start: from, end: until });
  }
  return found;
}

/** Number of the first run that goes beyond `base`. */
function firstBehind(runs: readonly JobRun[], base: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((runs[middle]?.until ?? 0) <= base) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `start` is where the text begins only if nothing stands before it, and then `from` is there, too. */
function textOf({ start, from, until, end }: Slice, origin: number): TextRun {
  return {
    ...{ start: origin + start, from: origin + from },
    ...{ until: origin + until, end: origin + end },
    before: NOTHING_BEFORE,
  };
}
