import { InstructionSet } from './instruction-set.js';
import { type KernelMemory, TABLE_WORDS, type TableSlot } from './memory-layout.js';
import { nibbleMasks } from './nibble-masks.js';
import { Op, type Program } from './program.js';
import { reverseProgram, type Sources } from './reverse-program.js';
import { StateList } from './state-list.js';

/** Entries of the table that one search may make necessary; with more, it pays no more. */
const MAX_LEARNED = 50_000;

/** A state of more threads takes longer to make. */
const CHEAP_THREADS = 20;

/**
 * Marks every place at which a match of some branches begins, by reading backwards once: what it costs
 * does not hang on the patterns. Assertions are taken as if they held, so a mark may be wrong, but none
 * is missing. The automaton's states are made when they are met.
 */
export class BackwardMarker {
  private readonly rowWords: number;
  /** Masks of the bytes with which a match may end. */
  private readonly leaving: Uint8Array;
  private readonly states: StateList;
  private learned = 0;
  /** How far down the last text was read. */
  readDownTo = 0;
  private readonly ends: readonly number[];
  /** Of each instruction, 1 if a branch begins there. */
  private readonly isStart: Uint8Array;
  private readonly silent: Sources;
  private readonly readers: Sources;
  private readonly reached: InstructionSet;

  /**
   * @param branches numbers of the branches whose matches are marked
   * @param endsAnywhere whether a match may end at any place, or only where markFrom begins
   */
  constructor(
    private readonly memory: KernelMemory,
    private readonly slot: TableSlot,
    private readonly program: Program,
    branches: readonly number[],
    private readonly endsAnywhere: boolean,
  ) {
    this.rowWords = program.representatives.length;
    this.states = new StateList(Math.floor(TABLE_WORDS / this.rowWords) - 2);
    const wanted = new Set(branches);
    const { ops, next } = program;
    this.isStart = new Uint8Array(ops.length);
    for (const branch of branches) this.isStart[program.starts[branch] ?? 0] = 1;
    this.ends = [...ops.keys()].filter(
      (index) => ops[index] === Op.match && wanted.has(next[index] ?? 0),
    );
    ({ readers: this.readers, silent: this.silent } = reverseProgram(program));
    this.reached = new InstructionSet(ops.length);
    this.leaving = nibbleMasks([[this.leavingBytes()]], 1);
  }

  /** Takes its part of the memory over, which another marker may have used. */
  begin(): void {
    const { slot, memory } = this;
    this.learned = 0;
    if (slot.owner === this) return;
    slot.owner = this;
    memory.bytes.set(this.program.classes, slot.classes);
    memory.bytes.set(this.leaving, slot.leaving);
    this.reset();
  }

  /**
   * Sets the bits at `memory.bits`, counted from `memory.buffer`, of the marked places.
   * @param start an address in `memory`, as is `end`, where the text ends
   * @returns false if the automaton has too many states for that; then marks are missing
   */
  mark(start: number, end: number): boolean {
    this.becomeIdle();
    return this.read(start, end);
  }

  /** The same for matches that end at `end`. */
  markFrom(start: number, end: number): boolean {
    const { words, bits, buffer } = this.memory;
    this.reached.clear();
    if (this.addEnds()) {
      const word = (bits >> 2) + ((end - buffer) >> 5);
      words[word] = (words[word] ?? 0) | (1 << ((end - buffer) & 31));
    }
    this.reached.sort();
    return this.read(start, end);
  }

  /** From the state that is in `reached`. */
  private read(start: number, end: number): boolean {
    const { kernel, bits, buffer, bytes } = this.memory;
    const { table, classes, leaving } = this.slot;
    const leavingMasks = this.endsAnywhere ? leaving : 0;
    let row = this.rowOfReached();
    for (let at = end; at > start;) {
      kernel.markStarts(at, start, row, table, classes, leavingMasks, bits, buffer);
      at = kernel.markedDownTo.value;
      row = kernel.markedState.value;
      this.readDownTo = at;
      const isOver = row === 0 && !this.endsAnywhere;
      if (at <= start || isOver) break;
      this.learned += 1 + this.states.countOf(this.stateOf(row)) / CHEAP_THREADS;
      if (this.learned > MAX_LEARNED) return false;
      row = this.learn(row, bytes[at - 1] ?? 0);
    }
    return true;
  }

  /**
   * Adds what the table lacks for a state and a byte; when it is full it is begun anew.
   * @returns the row of the state, which may be another one then
   */
  private learn(row: number, byte: number): number {
    const { words } = this.memory;
    const { table } = this.slot;
    const symbol = this.program.classes[byte] ?? 0;
    let from = row;
    if (this.states.isFull) {
      const threads = this.states.threadsOf(this.stateOf(row)).slice();
      this.reset();
      this.reached.clear();
      for (const thread of threads) this.reached.add(thread);
      from = this.rowOfReached();
    }
    const accepts = this.follow(this.stateOf(from), byte) ? 1 : 0;
    const next = this.rowOfReached();
    words[(table + from) / 4 + symbol] = next + accepts;
    return from;
  }

  private leavingBytes(): Uint8Array {
    const { representatives, classes } = this.program;
    this.becomeIdle();
    const idle = this.states.add(this.reached, 0);
    const leaves = representatives.map(
      (byte) => this.follow(idle, byte) || this.states.add(this.reached, 0) !== idle,
    );
    return Uint8Array.from({ length: 256 }, (_, byte) =>
      leaves[classes[byte] ?? 0] === true ? 1 : 0,
    );
  }

  /**
   * Puts what is reached before `byte` into `reached`. Where a match may end anywhere, the ends are among
   * the threads of every state.
   * @returns whether a match begins there that has this byte: an empty one is none
   */
  private follow(state: number, byte: number): boolean {
    const { reached, readers } = this;
    const { other, sets } = this.program;
    reached.clear();
    for (const thread of this.states.threadsOf(state)) {
      const last = readers.starts[thread + 1] ?? 0;
      for (let at = readers.starts[thread] ?? 0; at < last; at++) {
        const reader = readers.list[at] ?? 0;
        if (sets[other[reader] ?? 0]?.[byte] === 1) reached.add(reader);
      }
    }
    const accepts = this.addSilent(0);
    if (this.endsAnywhere) this.addEnds();
    reached.sort();
    return accepts;
  }

  /** In the first state nothing has begun, as read backwards. */
  private becomeIdle(): void {
    this.reached.clear();
    if (this.endsAnywhere) this.addEnds();
    this.reached.sort();
  }

  private addEnds(): boolean {
    const from = this.reached.count;
    for (const end of this.ends) this.reached.add(end);
    return this.addSilent(from);
  }

  /** Adds what leads without a byte to what was added from `from` on. Returns whether a match begins there. */
  private addSilent(from: number): boolean {
    const { reached, silent, isStart } = this;
    let accepts = false;
    for (let index = from; index < reached.count; index++) {
      const target = reached.list[index] ?? 0;
      accepts ||= isStart[target] === 1;
      const last = silent.starts[target + 1] ?? 0;
      for (let at = silent.starts[target] ?? 0; at < last; at++) reached.add(silent.list[at] ?? 0);
    }
    return accepts;
  }

  private stateOf(row: number): number {
    return row / 4 / this.rowWords;
  }

  private rowOfReached(): number {
    const { states, rowWords, memory, slot } = this;
    const { size } = states;
    const state = states.add(this.reached, 0);
    if (state === size) {
      const at = slot.table / 4 + state * rowWords;
      memory.words.fill(-1, at, at + rowWords);
    }
    return state * rowWords * 4;
  }

  private reset(): void {
    this.states.clear();
    this.becomeIdle();
    this.rowOfReached();
  }
}
