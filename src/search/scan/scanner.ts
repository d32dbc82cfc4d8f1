import { readSync } from 'node:fs';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { fileError } from '../../bytes/file-error.js';
import { OpenFiles } from '../../bytes/open-files.js';
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
  private readonly files = new OpenFiles();
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
    // Where the last match ends: the next begins there or later, also in the next slice.
    let free = 0;
    for (let base = 0; base < end && stoppedIn === Infinity; base += slice) {
      const slices = this.slicesOf(job.runs, base, free);
      const origin = this.memory.buffer + BELOW - base;
      this.load(job.parts, slices, base, origin);
      const texts = slices.map((slice) => textOf(slice, origin));
      this.matcher.search(texts, (index, at, length, branch) => {
        const run = slices[index]?.number ?? 0;
        free = at - origin + length;
        hits[count++] = run;
        hits[count++] = at - origin;
        hits[count++] = length;
        hits[count++] = branch;
        if (count === hits.length) stoppedIn = run;
        return stoppedIn === Infinity;
      });
    }
    return { hits: hits.slice(0, count), stoppedIn };
  }

  close(): void {
    this.files.close();
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

  /** Lays what the slices need at its place. What stands before `base` is read apart, to keep the rest aligned. */
  private load(
    parts: readonly JobPart[],
    slices: readonly Slice[],
    base: number,
    origin: number,
  ): void {
    const [first] = slices;
    const last = slices.at(-1);
    if (first === undefined || last === undefined) return;
    for (const part of parts) {
      const length = part.kind === 'bytes' ? part.bytes.length : part.length;
      const start = Math.max(part.at, first.start);
      const end = Math.min(part.at + length, last.end);
      if (start < base) this.lay(part, start, Math.min(base, end), origin);
      this.lay(part, Math.max(start, base), end, origin);
    }
  }

  private lay(part: JobPart, start: number, end: number, origin: number): void {
    if (start >= end) return;
    const { bytes, buffer, size } = this.memory;
    const at = origin + start;
    if (at < buffer || origin + end > buffer + size) throw new RangeError('a job too large');
    const skipped = start - part.at;
    if (part.kind === 'bytes') {
      bytes.set(part.bytes.subarray(skipped, skipped + end - start), at);
      return;
    }
    const { file, position, name } = part;
    const fd = 'fd' in file ? file.fd : this.files.descriptor(file.path);
    for (let done = start; done < end;) {
      const from = position + done - part.at;
      const count = readInto(fd, bytes, origin + done, end - done, from, name);
      if (count === 0) {
        const why = 'the file was shortened meanwhile';
        throw new CheckpointError('unexpected-eof', why, { file: name });
      }
      done += count;
    }
  }
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

function readInto(
  fd: number,
  bytes: Uint8Array,
  at: number,
  length: number,
  position: number,
  name: string,
): number {
  try {
    return readSync(fd, bytes, at, length, position);
  } catch (error) {
    throw fileError('read', name, error);
  }
}
