/** Numbers of instructions, each once, in the order in which they were added. Adding and clearing take no time. */
export class InstructionSet {
  readonly list: Int32Array<ArrayBuffer>;
  count = 0;
  private readonly marks: Uint32Array;
  private round = 0;

  constructor(size: number) {
    this.list = new Int32Array(size);
    this.marks = new Uint32Array(size);
  }

  clear(): void {
    this.count = 0;
    this.round += 1;
    if (this.round <= LAST_ROUND) return;
    this.marks.fill(0);
    this.round = 1;
  }

  /** @returns false if it was there already */
  add(instruction: number): boolean {
    if (this.marks[instruction] === this.round) return false;
    this.marks[instruction] = this.round;
    this.list[this.count++] = instruction;
    return true;
  }

  /** For sets whose order means nothing. */
  sort(): void {
    this.list.subarray(0, this.count).sort();
  }
}

const LAST_ROUND = 2 ** 32 - 1;
