import type { Finder, OnMatch } from '../matching/finder.js';
import { LIST_CAPACITY, type KernelMemory } from '../matching/memory-layout.js';
import type { TextRun } from '../matching/text-run.js';
import { LONGEST_SCHEDULE, scheduleAt, type AesSchedule } from './aes-schedule.js';

/** Branches of what is found: how the bytes of its words stand. */
export const SCHEDULE_ORDERS: readonly AesSchedule['order'][] = ['standard', 'reversed'];

/** Of words that are looked at the kernel takes four at once. */
const SAMPLE = 16;

/**
 * Finds expanded keys of AES that begin at multiples of four. Most of their words are the exclusive or of two others,
 * in either order of bytes: the kernel tries that for four words of sixteen, and the rest is tried where it holds for
 * three. Every schedule has several such fours in it.
 */
export class ScheduleFinder implements Finder {
  private readonly words: Uint32Array;

  constructor(private readonly memory: KernelMemory) {
    this.words = new Uint32Array(memory.bytes.buffer);
  }

  search(runs: readonly TextRun[], onMatch: OnMatch): void {
    for (const [number, run] of runs.entries()) {
      let next = Math.ceil(run.from / 4) * 4;
      for (const sample of this.samples(run)) {
        const last = Math.min(sample, run.until);
        for (let at = Math.max(next, sample - LONGEST_SCHEDULE); at < last; at += 4) {
          const found = scheduleAt(this.words, at >>> 2, run.end >>> 2);
          if (found === undefined) continue;
          const { bytes, order } = found;
          if (!onMatch(number, at, bytes, SCHEDULE_ORDERS.indexOf(order))) return;
          next = at + bytes;
          at = next - 4;
        }
        next = Math.max(next, last);
      }
    }
  }

  /** Places within or behind which there may be a schedule, ascending. */
  private *samples({ from, until, end }: TextRun): Generator<number> {
    const { kernel, words, list } = this.memory;
    const last = Math.min(until + LONGEST_SCHEDULE, end - SAMPLE + 1);
    for (let at = Math.ceil(from / 4) * 4; at < last; at = kernel.stoppedAt.value) {
      const count = kernel.findRelatedWords(at, last, list, LIST_CAPACITY);
      yield* words.slice(list / 4, list / 4 + count);
    }
  }
}
