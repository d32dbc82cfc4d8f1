import type { InstructionSet } from './instruction-set.js';

/** Instructions of all states together that are kept: some megabytes. */
const MAX_THREADS = 1_000_000;

/**
 * States of an automaton, each kept once: lists of instructions to go on at (threads), and a number for
 * whatever else tells states apart. The memory is bounded; who has to begin anew asks `isFull`.
 */
export class StateList {
  private threads = new Int32Array(1024);
  /** Where the threads of each state end. */
  private ends: number[] = [];
  private tags: number[] = [];
  /** The last state of each hash, and of each state the one before it with its hash. */
  private readonly last = new Map<number, number>();
  private before: number[] = [];

  constructor(private readonly maxStates: number) {}

  get size(): number {
    return this.ends.length;
  }

  get isFull(): boolean {
    return this.size >= this.maxStates || this.endOf(this.size - 1) >= MAX_THREADS;
  }

  /** Number of the state; one that is new gets the next. */
  add({ list, count }: Pick<InstructionSet, 'list' | 'count'>, tag: number): number {
    const hash = hashOf(list, count, tag);
    const last = this.last.get(hash);
    for (let state = last; state !== undefined && state >= 0; state = this.before[state]) {
      if (this.tags[state] === tag && this.isEqual(state, list, count)) return state;
    }
    const state = this.size;
    const start = this.endOf(state - 1);
    this.reserve(start + count);
    this.threads.set(list.subarray(0, count), start);
    this.ends.push(start + count);
    this.tags.push(tag);
    this.before.push(last ?? -1);
    this.last.set(hash, state);
    return state;
  }

  /** They are gone once a state is added. */
  threadsOf(state: number): Int32Array {
    return this.threads.subarray(this.endOf(state - 1), this.endOf(state));
  }

  countOf(state: number): number {
    return this.endOf(state) - this.endOf(state - 1);
  }

  tagOf(state: number): number {
    return this.tags[state] ?? 0;
  }

  clear(): void {
    this.ends = [];
    this.tags = [];
    this.before = [];
    this.last.clear();
  }

  private endOf(state: number): number {
    return this.ends[state] ?? 0;
  }

  private isEqual(state: number, list: Int32Array, count: number): boolean {
    const start = this.endOf(state - 1);
    if (this.endOf(state) - start !== count) return false;
    for (let at = 0; at < count; at++) {
      if (this.threads[start + at] !== list[at]) return false;
    }
    return true;
  }

  private reserve(size: number): void {
    if (size <= this.threads.length) return;
    const larger = new Int32Array(Math.max(this.threads.length * 2, size));
    larger.set(this.threads);
    this.threads = larger;
  }
}

function hashOf(list: Int32Array, count: number, tag: number): number {
  let hash = tag;
  for (let at = 0; at < count; at++) {
    hash = Math.imul(hash ^ (list[at] ?? 0), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}
