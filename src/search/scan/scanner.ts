import { append } from '../../bytes/append.js';
import type { Gap } from '../../bytes/byte-source.js';
import { aroundGaps } from '../../bytes/read-into.js';
import { Matcher } from '../matching/matcher.js';
import { KernelMemory } from '../matching/memory-layout.js';
import { longestMatch } from '../matching/pattern-set.js';
import type { Finder } from '../matching/finder.js';
import { ScheduleFinder } from '../key-schedules/schedule-finder.js';
import { FindCollector, type Slice } from './find-collector.js';
import {
  lookAhead,
  LOOK_BEHIND,
  type Job,
  type JobPart,
  type JobResult,
  type JobRun,
} from './job.js';
import { PartReader } from './part-reader.js';
import { branchesOfAll, type Sought } from './sought.js';

/** Bytes below the beginning of a slice; a multiple of a page. */
const BELOW = 4096;

/** Of a job so much is read and searched at a time, at least: it stays in the processor's cache meanwhile. */
const SLICE = 1024 * 1024;

/** Reads jobs and searches them in one thread: what is looked for finds each byte in the processor's cache. */
export class Scanner {
  private readonly memory: KernelMemory;
  private readonly collectors: readonly FindCollector[];
  private readonly parts = new PartReader();

  /** What is read and searched at a time; no less than what has to be looked at behind it. */
  private readonly slice: number;
  private readonly lookAhead: number;

  constructor(sought: readonly Sought[]) {
    this.lookAhead = lookAhead(longestMatch(branchesOfAll(sought)));
    this.slice = Math.max(SLICE, this.lookAhead);
    this.memory = new KernelMemory(BELOW + this.slice + this.lookAhead, sought.length);
    this.collectors = sought.map((each) => new FindCollector(this.finderOf(each)));
  }

  /**
   * @param only number of what is looked for; without it all
   * @throws CheckpointError when bytes cannot be read, or the pattern takes too long
   */
  scan(job: Job, only?: number): JobResult {
    const { slice, collectors } = this;
    const end = job.runs.at(-1)?.until ?? 0;
    const damaged: Gap[] = [];
    for (const [number, each] of collectors.entries()) each.begin((only ?? number) === number);
    for (let base = 0; base < end; base += slice) {
      const active = collectors.filter(({ isDone }) => !isDone);
      if (active.length === 0) break;
      const slices = this.slicesOf(job.runs, base, Math.min(...active.map(({ free }) => free)));
      const origin = this.memory.buffer + BELOW - base;
      const gaps = this.load(job.parts, slices, base, origin);
      append(damaged, gaps);
      const [begin, over] = [slices[0]?.start ?? 0, slices.at(-1)?.end ?? 0];
      this.memory.text = { start: origin + begin, end: origin + over, areZerosMarked: false };
      for (const each of active) {
        const own = this.slicesOf(job.runs, base, each.free);
        each.search(gaps.length === 0 ? own : own.flatMap((part) => besides(part, gaps)), origin);
      }
    }
    return { found: collectors.map((each) => each.finds()), gaps: damaged };
  }

  private finderOf(sought: Sought): Finder {
    return sought.kind === 'patterns'
      ? new Matcher(this.memory, sought.branches)
      : new ScheduleFinder(this.memory);
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
