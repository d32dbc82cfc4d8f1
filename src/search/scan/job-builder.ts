import type { ByteSource, FileRange } from '../../bytes/byte-source.js';
import { formatPlace } from '../../bytes/checkpoint-error.js';
import { readIntact } from '../../bytes/read-into.js';
import {
  lookAhead,
  LOOK_BEHIND,
  type Job,
  type JobPart,
  type JobResult,
  type JobRun,
} from './job.js';
import { extentsWithin, type Piece, type PieceExtent } from './piece.js';

/** A job, and what its runs are parts of. */
export interface CutJob<P extends Piece> {
  readonly cuts: readonly Cut<P>[];
  /** Whether other jobs may be about the same bytes. */
  readonly shared: boolean;
  /** Where its bytes are. */
  readonly extents: readonly LaidExtent[];
}

/** A run: the bytes of a piece from `at` on lie from `start` on in the job. */
export interface Cut<P extends Piece> {
  readonly piece: P;
  readonly at: number;
  readonly run: JobRun;
}

/** Bytes of a source that lie from `at` on in the job. */
export interface LaidExtent extends PieceExtent {
  readonly at: number;
}

/**
 * Pieces begin at multiples of this, so that pages lie where the system copies them fastest; parts of pieces so many
 * bytes behind one that the words of memory are words of the job.
 */
const ALIGNMENT = 64;

export class JobBuilder<P extends Piece> {
  /** Bytes that are taken, without what is only looked at behind the last. */
  size = 0;
  private readonly extents: LaidExtent[] = [];
  private readonly cuts: Cut<P>[] = [];

  constructor(
    private readonly longestMatch: number,
    readonly shared: boolean,
  ) {}

  get extentCount(): number {
    return this.extents.length;
  }

  add(piece: P, from: number, until: number): void {
    const first = Math.max(from - LOOK_BEHIND, 0);
    const last = Math.min(until + lookAhead(this.longestMatch), piece.size);
    // Only the first piece of a job can be one that goes on: what stands before it lies below 0.
    const { beforeWords = from } = piece;
    const start = Math.ceil(this.size / ALIGNMENT) * ALIGNMENT + ((from - beforeWords) & 3);
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
    return { cuts: this.cuts, shared: this.shared, extents: this.extents };
  }

  /** What follows in the job and in its source is one. */
  private lay({ source, offset, length }: PieceExtent, at: number): void {
    const last = this.extents.at(-1);
    const goesOn =
      last !== undefined &&
      last.at + last.length === at &&
      last.offset + last.length === offset &&
      isSame(last.source, source);
    if (goesOn) this.extents.pop();
    const whole = goesOn
      ? { ...last, length: last.length + length }
      : { source, offset, length, at };
    this.extents.push(whole);
  }
}

/** Two sources are the same bytes if they lie at the same place of one file. */
function isSame(a: ByteSource, b: ByteSource): boolean {
  if (a === b) return true;
  if (a.inFile === undefined || b.inFile === undefined) return false;
  return a.inFile.offset === b.inFile.offset && isSameFile(a.inFile.file, b.inFile.file);
}

function isSameFile(a: FileRange['file'], b: FileRange['file']): boolean {
  if ('fd' in a) return 'fd' in b && a.fd === b.fd;
  return 'path' in b && Buffer.compare(a.path, b.path) === 0;
}

/** The job for whoever searches it; what lies in memory is read for it. */
export function jobOf({ cuts, extents }: CutJob<Piece>): Job {
  return { parts: extents.map(partOf), runs: cuts.map(({ run }) => run) };
}

function partOf({ source, offset, length, at }: LaidExtent): JobPart {
  const { packed, place } = source;
  const { inFile } = packed?.stored ?? source;
  if (inFile === undefined) {
    const bytes = new Uint8Array(length);
    const shift = at - offset;
    const gaps = readIntact(source, offset, bytes).map(({ start, end }) => ({
      start: start + shift,
      end: end + shift,
    }));
    return { kind: 'bytes', at, bytes, gaps };
  }
  const part = { at, length, file: inFile.file, name: formatPlace(place) };
  if (packed === undefined) return { ...part, kind: 'file', position: inFile.offset + offset };
  const table = packed.blocksWithin(offset, length);
  return { ...part, kind: 'packed', position: inFile.offset, offset, table };
}

/** Tells those whose bytes they are of the damage that a search has met. */
export function tellDamage({ extents }: CutJob<Piece>, { gaps }: Pick<JobResult, 'gaps'>): void {
  for (const { start } of gaps) {
    const extent = extents.find(({ at, length }) => at <= start && start < at + length);
    if (extent !== undefined) extent.source.packed?.tellDamage(extent.offset + start - extent.at);
  }
}
