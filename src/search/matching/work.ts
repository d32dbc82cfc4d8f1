import { CheckpointError } from '../../bytes/checkpoint-error.js';

/** Steps that may be done for each byte that is searched. */
const PER_BYTE = 100;

/** Steps that may be done besides, in all: the states of an automaton are made once. */
const SPARE = 200_000_000;

/**
 * Counts what a search does, so that no pattern takes for ever, whatever the clock says. A step is about
 * what it takes to look at one byte.
 */
export class Work {
  private done = 0;
  private begun = 0;
  private spare = SPARE;
  private limit = SPARE;

  /** @param size of what is searched next, in bytes */
  begin(size: number): void {
    this.spare = Math.min(this.spare, this.limit - this.done);
    this.begun = this.done;
    this.limit = this.done + size * PER_BYTE + this.spare;
  }

  /** Steps since the last begin. */
  get steps(): number {
    return this.done - this.begun;
  }

  /** @throws CheckpointError `limit` when it is too much */
  add(steps: number): void {
    this.done += steps;
    if (this.done <= this.limit) return;
    throw new CheckpointError(
      'limit',
      'the pattern takes too long: it has too many ways to match; make it more specific',
    );
  }
}

/** What making a state costs, besides the instructions that are looked at for it. */
export const STEPS_OF_STATE = 500;
export const STEPS_OF_INSTRUCTION = 20;
