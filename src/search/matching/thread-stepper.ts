import { LINE_FEED, WORD_BYTES, type Assertion } from '../pattern/syntax.js';
import { NOTHING_BEFORE } from './text-run.js';
import { InstructionSet } from './instruction-set.js';
import { ASSERTIONS, Op, type Program } from './program.js';

/** What stands at a place: a byte of a word, a line's end, nothing, or another byte. */
export const Context = { other: 0, word: 1, lineFeed: 2, nothing: 3 } as const;

export const NO_MATCH = -1;

/** Leads the threads of an automaton over one byte. Threads are instructions to go on at. */
export class ThreadStepper {
  /** Behind the last byte, that which counts most first; assertions are not yet looked at. */
  readonly reached: InstructionSet;
  /** All that was looked at for it. */
  readonly seen: InstructionSet;
  private readonly waiting: number[] = [];

  constructor(private readonly program: Program) {
    this.seen = new InstructionSet(program.ops.length);
    this.reached = new InstructionSet(program.ops.length);
  }

  /**
   * Puts what is reached behind `byte`, which is NOTHING_BEFORE at the end of the text, into `reached`.
   * @param before the Context of the byte before it
   * @param accepts whether the match of a branch that ends before it is one
   * @returns the branch that has matched before it, or NO_MATCH
   */
  follow(
    threads: Int32Array,
    before: number,
    byte: number,
    accepts: (branch: number) => boolean,
  ): number {
    const { seen, reached, waiting } = this;
    const { ops, next, other, sets } = this.program;
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
            if (!accepts(further)) break;
            // What counts less than a match is not followed any more.
            waiting.length = 0;
            return further;
        }
      }
    }
    return NO_MATCH;
  }

  contextOf(byte: number): number {
    if (!this.program.hasAssertions) return Context.other;
    if (byte === NOTHING_BEFORE) return Context.nothing;
    if (byte === LINE_FEED) return Context.lineFeed;
    return WORD_BYTES[byte] === 1 ? Context.word : Context.other;
  }
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
