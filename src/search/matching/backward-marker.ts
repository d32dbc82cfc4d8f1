import type { Program } from './program.js';
import { type KernelMemory, TABLE_WORDS, type TableSlot } from './memory-layout.js';
import { nibbleMasks } from './nibble-masks.js';

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
  private states: (readonly number[])[] = [];
  private numbers = new Map<string, number>();
  private learned = 0;
  /** How far down the last text was read. */
  readDownTo = 0;
  private readonly ends: readonly number[];
  private readonly starts: ReadonlySet<number>;
  /** Of each instruction, those that lead to it without a byte. */
  private readonly sources: readonly (readonly number[])[];
  /** Of each instruction, those that read a byte and lead to it. */
  private readonly readers: readonly (readonly number[])[];

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
    const { instructions } = program;
    this.rowWords = program.representatives.length;
    const wanted = new Set(branches);
    this.starts = new Set(branches.map((branch) => program.starts[branch] ?? -1));
    this.ends = instructions.flatMap((each, index) =>
      each.kind === 'match' && wanted.has(each.branch) ? [index] : [],
    );
    const sources: number[][] = instructions.map(() => []);
    const readers: number[][] = instructions.map(() => []);
    instructions.forEach((each, index) => {
      if (each.kind === 'bytes') readers[each.next]?.push(index);
      if (each.kind === 'assertion') sources[each.next]?.push(index);
      if (each.kind === 'split') {
        sources[each.first]?.push(index);
        sources[each.second]?.push(index);
      }
    });
    this.sources = sources;
    this.readers = readers;
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
    return this.read(start, end, this.idle());
  }

  /** The same for matches that end at `end`. */
  markFrom(start: number, end: number): boolean {
    const { words, bits, buffer } = this.memory;
    const threads = this.withSources(new Set(this.ends));
    if (this.isStart(threads)) {
      const word = (bits >> 2) + ((end - buffer) >> 5);
      words[word] = (words[word] ?? 0) | (1 << ((end - buffer) & 31));
    }
    return this.read(start, end, threads);
  }

  private read(start: number, end: number, threads: readonly number[]): boolean {
    const { kernel, bits, buffer, bytes } = this.memory;
    const { table, classes, leaving } = this.slot;
    const leavingMasks = this.endsAnywhere ? leaving : 0;
    let row = this.rowOf(threads);
    for (let at = end; at > start;) {
      kernel.markStarts(at, start, row, table, classes, leavingMasks, bits, buffer);
      at = kernel.markedDownTo.value;
      row = kernel.markedState.value;
      this.readDownTo = at;
      const isOver = row === 0 && !this.endsAnywhere;
      if (at <= start || isOver) break;
      this.learned += 1 + this.threadsAt(row) / CHEAP_THREADS;
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
    const { classes } = this.program;
    const { words } = this.memory;
    const { table } = this.slot;
    const from = this.states[row / 4 / this.rowWords] ?? [];
    if ((this.states.length + 2) * this.rowWords > TABLE_WORDS) this.reset();
    const kept = this.rowOf(from);
    const threads = this.before(from, byte);
    const accepts = this.isStart(threads) ? 1 : 0;
    words[(table + kept) / 4 + (classes[byte] ?? 0)] = this.rowOf(threads) + accepts;
    return kept;
  }

  private threadsAt(row: number): number {
    return this.states[row / 4 / this.rowWords]?.length ?? 0;
  }

  private leavingBytes(): Uint8Array {
    const { representatives, classes } = this.program;
    const idle = this.idle();
    const leaves = representatives.map((byte) => {
      const threads = this.before(idle, byte);
      return threads.join() !== idle.join() || this.isStart(threads);
    });
    return Uint8Array.from({ length: 256 }, (_, byte) =>
      leaves[classes[byte] ?? 0] === true ? 1 : 0,
    );
  }

  private isStart(threads: readonly number[]): boolean {
    return threads.some((index) => this.starts.has(index));
  }

  /** Where a match may end anywhere, the ends are among the threads of every state. */
  private before(threads: readonly number[], byte: number): number[] {
    const reached = new Set(this.endsAnywhere ? this.ends : []);
    for (const index of threads) {
      for (const reader of this.readers[index] ?? []) {
        const instruction = this.program.instructions[reader];
        if (instruction?.kind === 'bytes' && instruction.set[byte] === 1) reached.add(reader);
      }
    }
    return this.withSources(reached);
  }

  /** In the first state nothing has begun, as read backwards. */
  private idle(): number[] {
    return this.endsAnywhere ? this.withSources(new Set(this.ends)) : [];
  }

  private withSources(reached: Set<number>): number[] {
    for (const index of reached)
      for (const source of this.sources[index] ?? []) reached.add(source);
    return [...reached].sort((a, b) => a - b);
  }

  private rowOf(threads: readonly number[]): number {
    const key = threads.join();
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.states.push(threads) - 1;
      this.numbers.set(key, number);
      const at = this.slot.table / 4 + number * this.rowWords;
      this.memory.words.fill(-1, at, at + this.rowWords);
    }
    return number * this.rowWords * 4;
  }

  private reset(): void {
    this.states = [];
    this.numbers.clear();
    this.rowOf(this.idle());
  }
}
