import type { TextRun } from './text-run.js';
import { type FilterSlot, type KernelMemory, LIST_CAPACITY } from './memory-layout.js';
import { CHECK_DEPTH } from './beginning-checks.js';
import type { Places } from './places.js';
import type { Prefilter } from './prefilter.js';

/** The places that a prefilter finds, ascending; listed some thousand at a time. */
export class PlaceList implements Places {
  private readonly places = new Int32Array(LIST_CAPACITY);
  private listed = 0;
  private taken = 0;
  /** Where the prefilter goes on, and where it ends. */
  private scanAt = 0;
  private scanEnd = 0;

  constructor(
    private readonly memory: KernelMemory,
    private readonly slot: FilterSlot,
    private readonly prefilter: Prefilter,
  ) {}

  begin(runs: readonly TextRun[]): void {
    const { bytes } = this.memory;
    const { masks, pairs, checks, rule, order } = this.prefilter;
    bytes.set(pairs === undefined ? order.masks : masks, this.slot.masks);
    if (pairs === undefined) bytes.set(checks, this.slot.checks);
    else bytes.set(pairs, this.slot.pairs);
    this.listed = 0;
    this.taken = 0;
    this.scanAt = runs[0]?.start ?? 0;
    this.scanEnd = runs.at(-1)?.end ?? 0;
    if (pairs === undefined && rule !== 0) this.memory.markZeros(this.scanAt, this.scanEnd);
  }

  next(from: number): number | undefined {
    for (;;) {
      for (; this.taken < this.listed; this.taken++) {
        const at = this.places[this.taken] ?? 0;
        if (at >= from) return at;
      }
      if (this.scanAt >= this.scanEnd) return undefined;
      this.list(from);
    }
  }

  private list(from: number): void {
    const { kernel, words, list, zeros } = this.memory;
    const { offset, width, rule, order, pairs: known } = this.prefilter;
    const { early, places } = order;
    const { masks, pairs, checks } = this.slot;
    // With masks alone the kernel tells where their bytes are, which is further on than the place.
    const shift = known === undefined ? offset : 0;
    const start = Math.max(this.scanAt, from + shift);
    const end = this.scanEnd;
    this.taken = 0;
    this.listed = 0;
    this.scanAt = end;
    if (start >= end) return;
    this.listed =
      known === undefined
        ? kernel.findByMasks(
            start,
            end,
            rule,
            zeros,
            width,
            early,
            places,
            masks,
            offset,
            CHECK_DEPTH,
            checks,
            list,
            LIST_CAPACITY,
          )
        : kernel.findByPairs(start, end, pairs, offset, width, masks, list, LIST_CAPACITY);
    this.scanAt = kernel.stoppedAt.value;
    for (let index = 0; index < this.listed; index++) {
      this.places[index] = (words[list / 4 + index] ?? 0) - shift;
    }
  }
}
