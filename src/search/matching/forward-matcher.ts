import type { InstructionSet } from './instruction-set.js';
import type { Program } from './program.js';
import { StateList } from './state-list.js';
import { NOTHING_BEFORE } from './text-run.js';
import { NO_MATCH, ThreadStepper } from './thread-stepper.js';
import { STEPS_OF_INSTRUCTION, STEPS_OF_STATE, type Work } from './work.js';

/** States that are kept; a pattern with more of them is slower, never wrong. */
const MAX_STATES = 5000;

const UNKNOWN = -1;

/** Bits of an entry of the table. */
const NOTABLE = 1 << 30;
const STATE = NOTABLE - 1;

/**
 * Finds the match that begins at a given place: that which Perl would find, in time proportional to its
 * length. States of the automaton are made when they are met (a lazy DFA). What is known of a place
 * depends on the byte behind it as well, so a match is told one byte later.
 */
export class ForwardMatcher {
  /** Branch of the last match. */
  branch = 0;
  /** Whether the last match could have gone on beyond its limit. */
  wentToLimit = false;
  /** The classes of bytes, and the end of the text as one more. */
  private readonly stride: number;
  private table: Int32Array;
  /**
   * Threads are the instructions to go on at, that which counts most first; assertions are not yet looked
   * at. Tags tell what else there is to a state, see tagOf.
   */
  private readonly states = new StateList(MAX_STATES);
  /** By the context. */
  private readonly firstStates = new Int32Array(4).fill(UNKNOWN);
  private readonly stepper: ThreadStepper;

  constructor(
    private readonly program: Program,
    private readonly work: Work,
  ) {
    this.stride = program.representatives.length + 1;
    this.table = new Int32Array(this.stride * 64).fill(UNKNOWN);
    this.stepper = new ThreadStepper(program);
  }

  /**
   * @param before the byte before `start`, or NOTHING_BEFORE
   * @param end where the text ends
   * @param limit end of the longest match, at most `end`
   * @returns the end of the match; `start` if there is none: an empty one is none
   */
  match(bytes: Uint8Array, before: number, start: number, end: number, limit: number): number {
    const { classes } = this.program;
    let found = start;
    let state = this.firstState(before);
    const { stride } = this;
    let last = limit;
    this.wentToLimit = true;
    for (let at = start; at <= limit; at++) {
      const symbol = at < end ? (classes[bytes[at] ?? 0] ?? 0) : stride - 1;
      let next = this.table[state * stride + symbol] ?? UNKNOWN;
      if (next === UNKNOWN) next = this.step(state, symbol);
      state = next & STATE;
      if (state === next) continue;
      const matched = matchedOf(this.states.tagOf(state));
      if (matched !== NO_MATCH) {
        found = at;
        this.branch = matched;
      }
      if (this.states.countOf(state) === 0) {
        this.wentToLimit = false;
        last = at;
        break;
      }
    }
    this.work.add(last - start + 1);
    return found;
  }

  private firstState(before: number): number {
    const { stepper, program } = this;
    const { reached } = stepper;
    const context = stepper.contextOf(before);
    const known = this.firstStates[context] ?? UNKNOWN;
    if (known !== UNKNOWN) return known;
    reached.clear();
    reached.add(program.start);
    const state = this.stateOf(reached, tagOf(NO_MATCH, context, true));
    this.firstStates[context] = state;
    return state;
  }

  /** @returns the number of the state, with NOTABLE added where a match has ended or none is left */
  private step(from: number, symbol: number): number {
    const byte = this.program.representatives[symbol] ?? NOTHING_BEFORE;
    const { states, stepper } = this;
    const tag = states.tagOf(from);
    const matched = stepper.follow(
      states.threadsOf(from),
      contextIn(tag),
      byte,
      // An empty match is none.
      () => !isFirst(tag),
    );
    const { reached, seen } = stepper;
    this.work.add(STEPS_OF_STATE + seen.count * STEPS_OF_INSTRUCTION);
    const isNotable = matched !== NO_MATCH || reached.count === 0;
    const { isFull } = states;
    if (isFull) {
      states.clear();
      this.table.fill(UNKNOWN);
      this.firstStates.fill(UNKNOWN);
    }
    const state = this.stateOf(reached, tagOf(matched, stepper.contextOf(byte), false));
    const entry = state + (isNotable ? NOTABLE : 0);
    if (!isFull) this.table[from * this.stride + symbol] = entry;
    return entry;
  }

  private stateOf(threads: InstructionSet, tag: number): number {
    const state = this.states.add(threads, tag);
    if ((state + 1) * this.stride > this.table.length) {
      const larger = new Int32Array(this.table.length * 2).fill(UNKNOWN);
      larger.set(this.table);
      this.table = larger;
    }
    return state;
  }
}

/** The branch whose match ended before the last byte, the Context, and whether nothing was read yet. */
function tagOf(matched: number, context: number, first: boolean): number {
  return (matched + 1) * 8 + context * 2 + (first ? 1 : 0);
}

function matchedOf(tag: number): number {
  return (tag >> 3) - 1;
}

function contextIn(tag: number): number {
  return (tag >> 1) & 3;
}

function isFirst(tag: number): boolean {
  return (tag & 1) === 1;
}
