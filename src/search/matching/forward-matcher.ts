import { LINE_FEED, WORD_BYTES, type Assertion } from '../pattern/syntax.js';
import { InstructionSet } from './instruction-set.js';
import { ASSERTIONS, Op, type Program } from './program.js';
import { StateList } from './state-list.js';
import { STEPS_OF_INSTRUCTION, STEPS_OF_STATE, type Work } from './work.js';

/** What stands before the first byte that is looked at. */
export const NOTHING_BEFORE = -1;

/** States that are kept; a pattern with more of them is slower, never wrong. */
const MAX_STATES = 5000;

const NO_MATCH = -1;
const UNKNOWN = -1;

/** Bits of an entry of the table. */
const NOTABLE = 1 << 30;
const STATE = NOTABLE - 1;

/** What the byte before a place is: one of a word, a line's end, not there, or another. */
const Context = { other: 0, word: 1, lineFeed: 2, nothing: 3 } as const;

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
  private readonly seen: InstructionSet;
  private readonly reached: InstructionSet;
  private readonly waiting: number[] = [];

  constructor(
    private readonly program: Program,
    private readonly work: Work,
  ) {
    this.stride = program.representatives.length + 1;
    this.table = new Int32Array(this.stride * 64).fill(UNKNOWN);
    this.seen = new InstructionSet(program.ops.length);
    this.reached = new InstructionSet(program.ops.length);
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
    const { reached, program } = this;
    const context = this.contextOf(before);
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
    const matched = this.follow(from, byte);
    const { reached, seen, states } = this;
    this.work.add(STEPS_OF_STATE + seen.count * STEPS_OF_INSTRUCTION);
    const isNotable = matched !== NO_MATCH || reached.count === 0;
    const { isFull } = states;
    if (isFull) {
      states.clear();
      this.table.fill(UNKNOWN);
      this.firstStates.fill(UNKNOWN);
    }
    const state = this.stateOf(reached, tagOf(matched, this.contextOf(byte), false));
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

  /**
   * Puts what is reached behind `byte`, which is NOTHING_BEFORE at the end of the text, into `reached`.
   * @returns the branch that has matched before it
   */
  private follow(from: number, byte: number): number {
    const { seen, reached, waiting } = this;
    const { ops, next, other, sets } = this.program;
    const threads = this.states.threadsOf(from);
    const tag = this.states.tagOf(from);
    const before = contextIn(tag);
    const after = this.contextOf(byte);
    seen.clear();
    reached.clear();
    for (const thread of threads) {
      waiting.push(thread);
      for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
        if (!seen.add(index)) continue;
        const further = next[index] ?? 0;
        const detail = other[index] ?? 0;
        switch (ops[index] ?? Op.match) {
          case Op.bytes:
            if (byte >= 0 && sets[detail]?.[byte] === 1) reached.add(further);
            break;
          case Op.split:
            waiting.push(detail, further);
            break;
          case Op.assertion:
            if (holds(ASSERTIONS[detail], before, after)) waiting.push(further);
            break;
          case Op.match:
            if (isFirst(tag)) break;
            // What counts less than a match is not followed any more.
            waiting.length = 0;
            return further;
        }
      }
    }
    return NO_MATCH;
  }

  private contextOf(byte: number): number {
    if (!this.program.hasAssertions) return Context.other;
    if (byte < 0) return Context.nothing;
    if (byte === LINE_FEED) return Context.lineFeed;
    return WORD_BYTES[byte] === 1 ? Context.word : Context.other;
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

function holds(what: Assertion | undefined, before: number, after: number): boolean {
  switch (what) {
    case 'line-start':
      return before === Context.lineFeed || before === Context.nothing;
    case 'line-end':
      return after === Context.lineFeed || after === Context.nothing;
    case 'word-boundary':
      return (before === Context.word) !== (after === Context.word);
    case 'no-word-boundary':
      return (before === Context.word) === (after === Context.word);
    case 'no-word-before':
      return before !== Context.word;
    case 'no-word-after':
      return after !== Context.word;
    case undefined:
      return false;
  }
}
