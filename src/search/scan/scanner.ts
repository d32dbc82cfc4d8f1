import { readSync } from 'node:fs';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { fileError } from '../../bytes/file-error.js';
import { OpenFiles } from '../../bytes/open-files.js';
import { NOTHING_BEFORE } from '../matching/forward-matcher.js';
import { Matcher } from '../matching/matcher.js';
import { BUFFER_SIZE, KernelMemory } from '../matching/memory-layout.js';
import type { Branch } from '../matching/pattern-set.js';
import type { Job, JobResult, JobPart } from './job.js';

/** Bytes below a job's beginning; a multiple of a page. */
const BELOW = 4096;

/** Matches that are told at a time; a single letter is met more often in one job. */
const MAX_HITS = 16384;

/** Reads and searches jobs in one thread. */
export class Scanner {
  private readonly memory = new KernelMemory();
  private readonly matcher: Matcher;
  private readonly files = new OpenFiles();
  private readonly hits = new Int32Array(MAX_HITS * 4);

  constructor(branches: readonly Branch[]) {
    this.matcher = new Matcher(this.memory, branches);
  }

  /** @throws CheckpointError when bytes cannot be read, or the pattern takes too long */
  scan({ parts, runs }: Job): JobResult {
    const origin = this.memory.buffer + BELOW;
    for (const part of parts) this.load(part, origin + part.at);
    const texts = runs.map(({ start, from, until, end }) => ({
      start: origin + start,
      from: origin + from,
      until: origin + until,
      end: origin + end,
      before: NOTHING_BEFORE,
    }));
    const { hits } = this;
    let count = 0;
    let stoppedIn = Infinity;
    this.matcher.search(texts, (run, at, length, branch) => {
      hits[count++] = run;
      hits[count++] = at - origin;
      hits[count++] = length;
      hits[count++] = branch;
      if (count === hits.length) stoppedIn = run;
      return stoppedIn === Infinity;
    });
    return { hits: hits.slice(0, count), stoppedIn };
  }

  close(): void {
    this.files.close();
  }

  private load(part: JobPart, at: number): void {
    const { bytes, buffer } = this.memory;
    const length = part.kind === 'bytes' ? part.bytes.length : part.length;
    if (at < buffer || at + length > buffer + BUFFER_SIZE) throw new RangeError('a job too large');
    if (part.kind === 'bytes') {
      bytes.set(part.bytes, at);
      return;
    }
    const { file, position, name } = part;
    const fd = 'fd' in file ? file.fd : this.files.descriptor(file.path);
    for (let done = 0; done < length;) {
      const count = readInto(fd, bytes, at + done, length - done, position + done, name);
      if (count === 0) {
        throw new CheckpointError('unexpected-eof', 'the file was shortened meanwhile', {
          file: name,
        });
      }
      done += count;
    }
  }
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
