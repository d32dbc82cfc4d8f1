import { NO_MATCH, ThreadStepper } from './thread-stepper.js';
import type { Program } from './program.js';
import { NOTHING_BEFORE } from './text-run.js';
import { STEPS_OF_INSTRUCTION, type Work } from './work.js';

/**
 * Finds, of the matches that begin at a place, that which counts most among those that pass a check. It goes
 * over the text thread by thread, which is slow: for places where what ForwardMatcher found did not pass.
 */
export class CheckedMatcher {
  /** Branch of the last match. */
  branch = 0;
  private readonly stepper: ThreadStepper;
  private readonly threads: Int32Array;

  constructor(
    private readonly program: Program,
    private readonly work: Work,
  ) {
    this.stepper = new ThreadStepper(program);
    this.threads = new Int32Array(program.ops.length);
  }

  /** As ForwardMatcher.match(). */
  match(
    bytes: Uint8Array,
    before: number,
    start: number,
    end: number,
    limit: number,
    isWanted: (end: number, branch: number) => boolean,
  ): number {
    const { stepper, threads } = this;
    let found = start;
    threads[0] = this.program.start;
    let count = 1;
    let context = stepper.contextOf(before);
    for (let at = start; at <= limit && count > 0; at++) {
      const byte = at < end ? (bytes[at] ?? 0) : NOTHING_BEFORE;
      const matched = stepper.follow(
        threads.subarray(0, count),
        context,
        byte,
        (branch) => at > start && isWanted(at, branch),
      );
      this.work.add(1 + stepper.seen.count * STEPS_OF_INSTRUCTION);
      if (matched !== NO_MATCH) {
        found = at;
        this.branch = matched;
      }
      const { list } = stepper.reached;
      count = stepper.reached.count;
      threads.set(list.subarray(0, count));
      context = stepper.contextOf(byte);
    }
    return found;
  }
}
