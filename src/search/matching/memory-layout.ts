import { KERNEL } from '../kernel.generated.js';
import { CHECK_BYTES } from './beginning-checks.js';
import {
  WASM_PAGE,
  wasmMemory,
  webAssembly,
  type WebAssemblyMemory,
} from '../../bytes/web-assembly.js';

/** Bytes that can be searched at a time, if nothing else is asked for. */
const BUFFER_SIZE = 2 * 1024 * 1024;

/** The kernel reads beyond the last address, and the byte before the first is looked at. */
const MARGIN = WASM_PAGE;

/** Addresses that one call may list. */
export const LIST_CAPACITY = 16 * 1024;

/** Words of the backward automaton's table. */
export const TABLE_WORDS = 512 * 1024;

interface Exports {
  readonly stoppedAt: { readonly value: number };
  readonly markedDownTo: { readonly value: number };
  readonly markedState: { readonly value: number };
  findByPairs(
    start: number,
    end: number,
    pairs: number,
    offset: number,
    width: number,
    masks: number,
    list: number,
    capacity: number,
  ): number;
  findByMasks(
    start: number,
    end: number,
    rule: number,
    zeros: number,
    width: number,
    early: number,
    order: number,
    masks: number,
    offset: number,
    depth: number,
    checks: number,
    list: number,
    capacity: number,
  ): number;
  markZeros(start: number, end: number, zeros: number): void;
  findRelatedWords(start: number, end: number, list: number, capacity: number): number;
  markStarts(
    end: number,
    start: number,
    state: number,
    table: number,
    classes: number,
    leaving: number,
    bits: number,
    base: number,
  ): void;
}

/**
 * What finds a text sooner. Bun compares with vectors as wide as the processor has them: 50 GB/s of what lies in its
 * cache, the kernel 6. V8 looks for the first byte alone, 4 GB/s.
 */
const FASTER = process.versions['bun'] === undefined ? 'kernel' : 'runtime';

/** Where an automaton that reads backwards has its table, and the bytes that it tells apart. */
export interface TableSlot {
  readonly classes: number;
  readonly leaving: number;
  readonly table: number;
  /** Whose automaton it is now. */
  owner: object | undefined;
}

export type TableSlots = readonly [TableSlot, TableSlot];

/** Where a prefilter has its masks, pairs and checks. */
export interface FilterSlot {
  readonly masks: number;
  readonly pairs: number;
  readonly checks: number;
}

/**
 * The kernel and its memory. What is searched lies at `buffer`, a multiple of a page: the kernel of the
 * system copies files several times slower to other addresses.
 */
export class KernelMemory {
  readonly filters: readonly [FilterSlot, FilterSlot] = [
    { masks: 1024, pairs: 1536, checks: 8192 },
    { masks: 2048, pairs: 2560, checks: 8192 + CHECK_BYTES },
  ];
  readonly list = WASM_PAGE;
  readonly bits = this.list + LIST_CAPACITY * 4;
  private readonly tables: readonly TableSlots[];
  private taken = 0;
  readonly buffer: number;
  /** Where the bits of zeros would be of address 0, as markZeros marks them. */
  readonly zeros: number;
  /** What lies in the buffer, where several search it: then its zeros are marked once. */
  text: { readonly start: number; readonly end: number; areZerosMarked: boolean } | undefined;
  /** All of it, addressed as the kernel does. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly words: Int32Array<ArrayBuffer>;
  private readonly memory: WebAssemblyMemory;
  private loaded: Exports | undefined;

  /**
   * @param size bytes that can be searched at a time
   * @param matchers that search them in turn, each of which has tables of its own
   * @param textsBy what looks for plain text, where both can
   */
  constructor(
    readonly size = BUFFER_SIZE,
    matchers = 1,
    readonly textsBy: 'kernel' | 'runtime' = FASTER,
  ) {
    const table = this.bits + alignUp(size / 8);
    this.tables = Array.from({ length: matchers }, (_, index) => [
      slotAt(table + 2 * index * SLOT_SIZE),
      slotAt(table + (2 * index + 1) * SLOT_SIZE),
    ]);
    const zeros = table + 2 * matchers * SLOT_SIZE;
    this.buffer = zeros + alignUp(size / 8 + MARGIN) + MARGIN;
    this.zeros = zeros + MARGIN / 8 - this.buffer / 8;
    const memory = wasmMemory(this.buffer + size + MARGIN);
    this.memory = memory;
    this.bytes = new Uint8Array(memory.buffer);
    this.words = new Int32Array(memory.buffer);
  }

  /** It is compiled when it is used: the runtime may find all that is looked for. */
  get kernel(): Exports {
    return (this.loaded ??= load(this.memory));
  }

  /** Tables for one more matcher; of more than there were to be, several share one, and have to fill it anew each time. */
  takeTables(): TableSlots {
    const taken = this.tables[this.taken++ % this.tables.length];
    if (taken === undefined) throw new RangeError('no tables');
    return taken;
  }

  markZeros(start: number, end: number): void {
    const { text, kernel, zeros } = this;
    if (text?.areZerosMarked === true) return;
    kernel.markZeros(text?.start ?? start, text?.end ?? end, zeros);
    if (text !== undefined) text.areZerosMarked = true;
  }
}

function load(memory: WebAssemblyMemory): Exports {
  const module = new webAssembly.Module(Buffer.from(KERNEL, 'base64'));
  return new webAssembly.Instance(module, { env: { memory } }).exports as Exports;
}

/** A table, and before it the classes of bytes and the masks of those that lead out of its first state. */
const SLOT_SIZE = WASM_PAGE + TABLE_WORDS * 4;

function slotAt(at: number): TableSlot {
  return { classes: at, leaving: at + 512, table: at + WASM_PAGE, owner: undefined };
}

function alignUp(size: number): number {
  return Math.ceil(size / WASM_PAGE) * WASM_PAGE;
}
