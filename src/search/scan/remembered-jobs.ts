import { createHash } from 'node:crypto';
import type { ByteSource } from '../../bytes/byte-source.js';
import type { Piece } from './piece.js';
import type { CutJob } from './job-builder.js';
import type { JobResult } from './job.js';

/** Numbers of results that are kept, four a match. */
const MAX_NUMBERS = 4_000_000;

/** What was found in jobs that come again, such as those of a segment that many processes have mapped. */
export class RememberedJobs {
  private readonly answers = new Map<string, Promise<JobResult>>();
  private readonly sizes = new Map<string, number>();
  private numbers = 0;
  private readonly names = new WeakMap<ByteSource, number>();
  private nextName = 0;

  /** The answer to a job of the same bytes, if one is known; otherwise that of `search`. */
  async answer(job: CutJob<Piece>, search: () => Promise<JobResult>): Promise<JobResult> {
    const key = this.keyOf(job);
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const answer = search();
    this.answers.set(key, answer);
    const { found } = await answer;
    const size = found.reduce((sum, { hits }) => sum + hits.length, 0);
    this.sizes.set(key, size);
    this.numbers += size;
    this.forget();
    return answer;
  }

  /** Those that were searched first. */
  private forget(): void {
    for (const [key, size] of this.sizes) {
      if (this.numbers <= MAX_NUMBERS) return;
      this.numbers -= size;
      this.sizes.delete(key);
      this.answers.delete(key);
    }
  }

  /** Jobs of the same bytes in the same runs have the same key. */
  private keyOf({ extents, cuts }: CutJob<Piece>): string {
    const hash = createHash('sha256');
    for (const { source, offset, length, at } of extents) {
      hash.update(`${this.nameOf(source)} ${offset} ${length} ${at}\n`);
    }
    for (const { run } of cuts) hash.update(`${run.start} ${run.from} ${run.until} ${run.end}\n`);
    return hash.digest('base64');
  }

  private nameOf(source: ByteSource): string {
    const { inFile } = source;
    if (inFile !== undefined) {
      const { file, offset } = inFile;
      const name = 'fd' in file ? String(file.fd) : Buffer.from(file.path).toString('hex');
      return `${name} ${offset}`;
    }
    let name = this.names.get(source);
    if (name === undefined) this.names.set(source, (name = this.nextName++));
    return `memory ${name}`;
  }
}
