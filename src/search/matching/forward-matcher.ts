import { type Assertion, LINE_FEED, WORD_BYTES } from '../pattern/syntax.js';
import type { Program } from './program.js';

/** What stands before the first byte that is looked at. */
export const NOTHING_BEFORE = -1;

/** States that are kept; a pattern with more of them is slower, never wrong. */
const MAX_STATES = 5000;

const NO_MATCH = -1;

/** Bits of an entry of the table. */
const NOTABLE = 1 << 30;
const STATE = NOTABLE - 1;

/** What making a state costs, in bytes that could be looked at meanwhile. */
const STEPS_OF_NEW_STATE = 500;
const STEPS_OF_THREAD = 50;

interface State {
  /** Instructions to go on at, that which counts most first; assertions are not yet looked at. */
  readonly threads: readonly number[];
  /** Whether the byte before is one of a word, of a line's end, or is not there. */
  readonly before: 'word' | 'line-feed' | 'nothing' | 'other';
  /** The branch whose match ended before the last byte. */
  readonly matched: number;
}

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
  /** What was done in all: about as many bytes could have been looked at. */
  steps = 0;
  /** The classes of bytes, and the end of the text as one more. */
  private readonly stride: number;
  private table: Int32Array;
  private states: State[] = [];
  private numbers = new Map<string, number>();

  constructor(private readonly program: Program) {
    this.stride = program.representatives.length + 1;
    this.table = new Int32Array(this.stride * 64).fill(-1);
  }

  /**
   * @param before the byte before `start`, or NOTHING_BEFORE
   * @param end where the text ends
   * @param limit end of the longest match, at most `end`
   * @returns the end of the match; `start` if there is none. It may not be empty.
   */
  match(bytes: Uint8Array, before: number, start: number, end: number, limit: number): number {
    const { classes } = this.program;
    let found = start;
    const threads = [this.program.start];
    let state = this.stateNumber({ threads, before: this.contextOf(before), matched: NO_MATCH });
    const { stride } = this;
    let last = limit;
    this.wentToLimit = true;
    for (let at = start; at <= limit; at++) {
      const symbol = at < end ? (classes[bytes[at] ?? 0] ?? 0) : stride - 1;
      let next = this.table[state * stride + symbol] ?? -1;
      if (next < 0) next = this.step(state, symbol);
      state = next & STATE;
      if (state === next) continue;
      const { matched, threads: left } = this.states[state] ?? NOWHERE;
      if (matched !== NO_MATCH && at > start) {
        found = at;
        this.branch = matched;
      }
      if (left.length === 0) {
        this.wentToLimit = false;
        last = at;
        break;
      }
    }
    this.steps += last - start + 1;
    return found;
  }

  /** @returns the number of the state, with NOTABLE added where a match has ended or none is left */
  private step(from: number, symbol: number): number {
    const state = this.states[from] ?? NOWHERE;
    this.steps += STEPS_OF_NEW_STATE + state.threads.length * STEPS_OF_THREAD;
    const byte = this.program.representatives[symbol] ?? NOTHING_BEFORE;
    const next = this.follow(state, byte);
    const isNotable = next.matched !== NO_MATCH || next.threads.length === 0;
    const full = this.states.length >= MAX_STATES;
    if (full) {
      this.states = [];
      this.numbers.clear();
      this.table.fill(-1);
    }
    const number = this.stateNumber(next) + (isNotable ? NOTABLE : 0);
    if (!full) this.table[from * this.stride + symbol] = number;
    return number;
  }

  private stateNumber(state: State): number {
    const key = `${state.threads.join()};${state.before};${state.matched}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.states.push(state) - 1;
    this.numbers.set(key, number);
    if ((number + 1) * this.stride > this.table.length) {
      const larger = new Int32Array(this.table.length * 2).fill(-1);
      larger.set(this.table);
      this.table = larger;
    }
    return number;
  }

  /** The state behind `byte`, which is NOTHING_BEFORE at the end of the text. */
  private follow({ threads, before }: State, byte: number): State {
    const { instructions } = this.program;
    const next = new Set<number>();
    const seen = new Set<number>();
    const waiting = [...threads].reverse();
    const after = this.contextOf(byte);
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      if (seen.has(index)) continue;
      seen.add(index);
      const instruction = instructions[index];
      switch (instruction?.kind) {
        case undefined:
          break;
        case 'match':
          // What counts less than a match is not followed any more.
          return { threads: [...next], before: after, matched: instruction.branch };
        case 'split':
          waiting.push(instruction.second, instruction.first);
          break;
        case 'assertion':
          if (holds(instruction.what, before, after)) waiting.push(instruction.next);
          break;
        case 'bytes':
          if (byte >= 0 && instruction.set[byte] === 1) next.add(instruction.next);
      }
    }
    return { threads: [...next], before: after, matched: NO_MATCH };
  }

  private contextOf(byte: number): State['before'] {
    if (!this.program.hasAssertions) return 'other';
    if (byte < 0) return 'nothing';
    if (byte === LINE_FEED) return 'line-feed';
    return WORD_BYTES[byte] === 1 ? 'word' : 'other';
  }
}

const NOWHERE: State = { threads: [], before: 'nothing', matched: NO_MATCH };

function holds(what: Assertion, before: State['before'], after: State['before']): boolean {
  switch (what) {
    case 'line-start':
      return before === 'line-feed' || before === 'nothing';
    case 'line-end':
      return after === 'line-feed' || after === 'nothing';
    case 'word-boundary':
      return (before === 'word') !== (after === 'word');
    case 'no-word-boundary':
      return (before === 'word') === (after === 'word');
    case 'no-word-before':
      return before !== 'word';
    case 'no-word-after':
      return after !== 'word';
  }
}
