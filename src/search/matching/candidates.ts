import type { ByteSet } from '../pattern/syntax.js';
import type { BackwardMarker } from './backward-marker.js';
import type { TextRun } from './matcher.js';
import { type KernelMemory, LIST_CAPACITY } from './memory-layout.js';
import type { Prefilter } from './prefilter.js';

const NONE = Infinity;

/** Places at which a match may begin, ascending: those of the prefilter, and those that are marked. */
export class Candidates {
  private listed = 0;
  private taken = 0;
  /** Where the prefilter goes on, and where it ends. */
  private scanAt = 0;
  private scanEnd = 0;
  private readonly firstBytes: ByteSet;
  private marker: BackwardMarker | undefined;
  private readonly marks: boolean;

  /** @param first of each branch that is marked, with which bytes it may begin; undefined for any */
  constructor(
    private readonly memory: KernelMemory,
    private readonly prefilter: Prefilter | undefined,
    marker: BackwardMarker | undefined,
    first: readonly (ByteSet | undefined)[],
  ) {
    this.marker = marker;
    this.marks = marker !== undefined;
    this.firstBytes = Uint8Array.from({ length: 256 }, (_, byte) =>
      first.some((set) => set === undefined || set[byte] === 1) ? 1 : 0,
    );
    if (prefilter !== undefined) memory.bytes.set(prefilter.bytes, memory.masks);
  }

  begin(runs: readonly TextRun[]): void {
    const { memory } = this;
    const start = runs[0]?.start ?? memory.buffer;
    const end = runs.at(-1)?.end ?? start;
    this.listed = 0;
    this.taken = 0;
    this.scanAt = start;
    this.scanEnd = end;
    if (!this.marks) return;
    this.marker?.begin();
    const word = memory.bits / 4;
    memory.words.fill(0, word, word + Math.ceil((end - memory.buffer) / 32) + 1);
    for (const run of runs) {
      if (this.marker?.mark(run.start, run.end) === false) this.marker = undefined;
      if (this.marker === undefined) this.markFirstBytes(run);
    }
  }

  /** The first one from `at` on that is before `until`. */
  next(at: number, until: number): number | undefined {
    const found = Math.min(this.nextListed(at), this.marks ? this.nextMarked(at, until) : NONE);
    return found < until ? found : undefined;
  }

  private nextListed(from: number): number {
    if (this.prefilter === undefined) return NONE;
    const offset = this.prefilter.kind === 'masks' ? this.prefilter.offset : 0;
    const list = this.memory.list / 4;
    for (;;) {
      for (; this.taken < this.listed; this.taken++) {
        const at = (this.memory.words[list + this.taken] ?? 0) - offset;
        if (at >= from) return at;
      }
      if (this.scanAt >= this.scanEnd) return NONE;
      this.scan(this.prefilter, Math.max(this.scanAt, from + offset));
    }
  }

  private scan(prefilter: Prefilter, from: number): void {
    const { scanEnd: end } = this;
    this.taken = 0;
    this.listed = from >= end ? 0 : this.list(prefilter, from, end);
    this.scanAt = from >= end ? end : this.memory.kernel.stoppedAt.value;
  }

  private list(prefilter: Prefilter, from: number, end: number): number {
    const { kernel, masks, list } = this.memory;
    return prefilter.kind === 'pairs'
      ? kernel.findByPairs(from, end, masks, list, LIST_CAPACITY)
      : kernel.findByMasks(from, end, prefilter.width, masks, list, LIST_CAPACITY);
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

  /** For patterns of too many states: every byte with which a match may begin. */
  private markFirstBytes({ start, end }: TextRun): void {
    const { bytes, words, bits, buffer } = this.memory;
    const base = bits / 4;
    for (let at = start; at < end; at++) {
      if (this.firstBytes[bytes[at] ?? 0] !== 1) continue;
      const bit = at - buffer;
      words[base + (bit >>> 5)] = (words[base + (bit >>> 5)] ?? 0) | (1 << (bit & 31));
    }
  }
}
