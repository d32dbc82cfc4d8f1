import { InstructionSet } from './instruction-set.js';
import { Op, type Program } from './program.js';
import { StateList } from './state-list.js';
import { STEPS_OF_INSTRUCTION, STEPS_OF_STATE, type Work } from './work.js';

/** States that are kept; a pattern with more of them is slower, never wrong. */
const MAX_STATES = 5000;

const ACCEPTS = 1 << 30;
const STATE = ACCEPTS - 1;

/**
 * Finds where the first match ends that begins at a place or later. Assertions are taken as if they held,
 * so it may be told too early, but never too late. States of the automaton are made when they are met.
 */
export class EndFinder {
  private readonly stride: number;
  private table: Int32Array;
  private readonly states = new StateList(MAX_STATES);
  private readonly reached: InstructionSet;

  constructor(
    private readonly program: Program,
    private readonly work: Work,
  ) {
    this.stride = program.representatives.length;
    this.table = new Int32Array(this.stride * 64).fill(-1);
    this.reached = new InstructionSet(program.ops.length);
  }

  /** @returns the address behind the last byte; undefined if no match ends before `end` */
  find(bytes: Uint8Array, start: number, end: number): number | undefined {
    const { classes } = this.program;
    this.reached.clear();
    let state = this.stateWithStart() & STATE;
    for (let at = start; at < end; at++) {
      const symbol = classes[bytes[at] ?? 0] ?? 0;
      let next = this.table[state * this.stride + symbol] ?? -1;
      if (next < 0) next = this.step(state, symbol);
      if (next >= ACCEPTS) {
        this.work.add(at - start + 1);
        return at + 1;
      }
      state = next;
    }
    this.work.add(end - start);
    return undefined;
  }

  private step(from: number, symbol: number): number {
    const { program, reached, states } = this;
    const { ops, next, other, sets, representatives } = program;
    const byte = representatives[symbol] ?? 0;
    reached.clear();
    for (const index of states.threadsOf(from)) {
      if (ops[index] === Op.bytes && sets[other[index] ?? 0]?.[byte] === 1) {
        reached.add(next[index] ?? 0);
      }
    }
    const { isFull } = states;
    if (isFull) {
      states.clear();
      this.table.fill(-1);
    }
    const entry = this.stateWithStart();
    this.work.add(STEPS_OF_STATE + reached.count * STEPS_OF_INSTRUCTION);
    if (!isFull) this.table[from * this.stride + symbol] = entry;
    return entry;
  }

  /** The state of what was reached by a byte, and of a match that begins here. */
  private stateWithStart(): number {
    const { reached, program, stride } = this;
    const accepts = this.follow(0);
    const behind = reached.count;
    if (reached.add(program.start)) this.follow(behind);
    reached.sort();
    const state = this.states.add(reached, 0);
    if ((state + 1) * stride > this.table.length) {
      const larger = new Int32Array(this.table.length * 2).fill(-1);
      larger.set(this.table);
      this.table = larger;
    }
    return state + (accepts ? ACCEPTS : 0);
  }

  /** Adds what is reached without a byte. Returns whether that is the end of a match. */
  private follow(from: number): boolean {
    const { reached } = this;
    const { ops, next, other } = this.program;
    let accepts = false;
    for (let at = from; at < reached.count; at++) {
      const index = reached.list[at] ?? 0;
      const op = ops[index];
      accepts ||= op === Op.match;
      if (op === Op.assertion || op === Op.split) reached.add(next[index] ?? 0);
      if (op === Op.split) reached.add(other[index] ?? 0);
    }
    return accepts;
  }
}
