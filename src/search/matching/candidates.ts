import type { BackwardMarker } from './backward-marker.js';
import type { Places } from './places.js';
import { MAX_MATCH, type TextRun } from './text-run.js';
import type { KernelMemory } from './memory-layout.js';
import type { ByteSet } from '../pattern/syntax.js';

const NONE = Infinity;

/** How places are found at which a match may begin; any of them together. */
export interface CandidateSources {
  /** Places of beginnings. */
  readonly beginnings: Places | undefined;
  /** Places of something in a match, and what marks where matches begin that have it. */
  readonly inner: { readonly places: Places; readonly marker: BackwardMarker } | undefined;
  /** Marks where matches begin. */
  readonly marker: BackwardMarker | undefined;
  /** What stands in for the marker where that has too many states: bytes that a match may begin with. */
  readonly firstBytes: ByteSet | undefined;
}

/** Reading backwards from every place of something inner may cost so many times the text. */
const MAX_INNER_COST = 4;

/** Places at which a match may begin, ascending: those that are listed, and those that are marked. */
export class Candidates {
  private readonly marks: boolean;
  private isMarkerUsable = true;

  constructor(
    private readonly memory: KernelMemory,
    private readonly sources: CandidateSources,
  ) {
    this.marks = sources.marker !== undefined || sources.inner !== undefined;
  }

  /** @returns false if these sources take too long for the text */
  begin(runs: readonly TextRun[]): boolean {
    const { beginnings, inner, marker } = this.sources;
    beginnings?.begin(runs);
    if (!this.marks) return true;
    this.clearMarks(runs.at(-1)?.end ?? this.memory.buffer);
    if (marker !== undefined && !this.markAll(marker, runs)) return false;
    return inner === undefined || markInner(inner, runs);
  }

  /** The first one from `at` on that is before `until`. */
  next(at: number, until: number): number | undefined {
    const listed = this.sources.beginnings?.next(at) ?? NONE;
    const found = Math.min(listed, this.marks ? this.nextMarked(at, until) : NONE);
    return found < until ? found : undefined;
  }

  private clearMarks(end: number): void {
    const { words, bits, buffer } = this.memory;
    words.fill(0, bits / 4, bits / 4 + Math.ceil((end - buffer) / 32) + 1);
  }

  private markAll(marker: BackwardMarker, runs: readonly TextRun[]): boolean {
    const { firstBytes } = this.sources;
    marker.begin();
    for (const run of runs) {
      if (this.isMarkerUsable) this.isMarkerUsable = marker.mark(run.start, run.end);
      if (this.isMarkerUsable) continue;
      if (firstBytes === undefined) return false;
      this.markBytes(firstBytes, run);
    }
    return true;
  }

  private nextMarked(from: number, until: number): number {
    const { words, bits, buffer } = this.memory;
    const base = bits / 4;
    const end = until - buffer;
    for (let at = from - buffer; at < end;) {
      const word = (words[base + (at >>> 5)] ?? 0) >>> (at & 31);
      if (word !== 0) return buffer + at + (31 - Math.clz32(word & -word));
      at = (at & ~31) + 32;
    }
    return NONE;
  }

  private markBytes(set: ByteSet, { start, end }: TextRun): void {
    const { bytes, words, bits, buffer } = this.memory;
    const base = bits / 4;
    for (let at = start; at < end; at++) {
      if (set[bytes[at] ?? 0] !== 1) continue;
      const bit = at - buffer;
      words[base + (bit >>> 5)] = (words[base + (bit >>> 5)] ?? 0) | (1 << (bit & 31));
    }
  }
}

function markInner(
  { places, marker }: NonNullable<CandidateSources['inner']>,
  runs: readonly TextRun[],
): boolean {
  marker.begin();
  places.begin(runs);
  for (const { start, end } of runs) {
    let cost = 0;
    for (let from = start; ;) {
      const at = places.next(from);
      if (at === undefined || at >= end) break;
      const first = Math.max(start, at - MAX_MATCH);
      if (!marker.markFrom(first, at)) return false;
      cost += at - marker.readDownTo;
      if (cost > MAX_INNER_COST * (end - start) + MAX_MATCH) return false;
      from = at + 1;
    }
  }
  return true;
}
