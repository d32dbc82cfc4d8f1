import type { Program } from './program.js';

/** States that are kept; a pattern with more of them is slower, never wrong. */
const MAX_STATES = 5000;

const ACCEPTS = 1 << 30;
const STATE = ACCEPTS - 1;

/**
 * Finds where the first match ends that begins at a place or later. Assertions are taken as if they held,
 * so it may be told too early, but never too late. States of the automaton are made when they are met.
 */
export class EndFinder {
  /** What was done in all: about as many bytes could have been looked at. */
  steps = 0;
  private readonly stride: number;
  private table: Int32Array;
  private states: (readonly number[])[] = [];
  private numbers = new Map<string, number>();

  constructor(private readonly program: Program) {
    this.stride = program.representatives.length;
    this.table = new Int32Array(this.stride * 64).fill(-1);
  }

  /** @returns the address behind the last byte; undefined if no match ends before `end` */
  find(bytes: Uint8Array, start: number, end: number): number | undefined {
    const { classes } = this.program;
    let state = this.stateNumber(this.follow(new Set([this.program.start]))) & STATE;
    for (let at = start; at < end; at++) {
      const symbol = classes[bytes[at] ?? 0] ?? 0;
      let next = this.table[state * this.stride + symbol] ?? -1;
      if (next < 0) next = this.step(state, symbol);
      if (next >= ACCEPTS) {
        this.steps += at - start + 1;
        return at + 1;
      }
      state = next;
    }
    this.steps += end - start;
    return undefined;
  }

  private step(from: number, symbol: number): number {
    const { instructions, representatives, start } = this.program;
    const threads = this.states[from] ?? [];
    this.steps += 500 + threads.length * 50;
    const byte = representatives[symbol] ?? 0;
    // A match may begin at every place.
    const reached = new Set([start]);
    for (const index of threads) {
      const instruction = instructions[index];
      if (instruction?.kind === 'bytes' && instruction.set[byte] === 1) {
        reached.add(instruction.next);
      }
    }
    const next = this.follow(reached);
    const isFull = this.states.length >= MAX_STATES;
    if (isFull) {
      this.states = [];
      this.numbers.clear();
      this.table.fill(-1);
    }
    const number = this.stateNumber(next);
    if (!isFull) this.table[from * this.stride + symbol] = number;
    return number;
  }

  private follow(reached: Set<number>): number[] {
    for (const index of reached) {
      const instruction = this.program.instructions[index];
      if (instruction?.kind === 'assertion') reached.add(instruction.next);
      if (instruction?.kind === 'split') {
        reached.add(instruction.first);
        reached.add(instruction.second);
      }
    }
    return [...reached].sort((a, b) => a - b);
  }

  private stateNumber(threads: readonly number[]): number {
    const key = threads.join();
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.states.push(threads) - 1;
      this.numbers.set(key, number);
      if ((number + 1) * this.stride > this.table.length) {
        const larger = new Int32Array(this.table.length * 2).fill(-1);
        larger.set(this.table);
        this.table = larger;
      }
    }
    const accepts = threads.some((index) => this.program.instructions[index]?.kind === 'match');
    return number + (accepts ? ACCEPTS : 0);
  }
}
