import { KERNEL } from '../kernel.generated.js';
import { webAssembly } from './web-assembly.js';

/** Of a page of WebAssembly memory. */
const WASM_PAGE = 64 * 1024;

/** Bytes that can be searched at a time. */
export const BUFFER_SIZE = 9 * 1024 * 1024;

/** The kernel reads beyond the last address, and the byte before the first is looked at. */
const MARGIN = WASM_PAGE;

/** Addresses that one call may list. */
export const LIST_CAPACITY = 16 * 1024;

/** Words of the backward automaton's table. */
export const TABLE_WORDS = 1024 * 1024;

interface Exports {
  readonly stoppedAt: { readonly value: number };
  readonly markedDownTo: { readonly value: number };
  readonly markedState: { readonly value: number };
  findByPairs(start: number, end: number, pairs: number, list: number, capacity: number): number;
  findByMasks(
    start: number,
    end: number,
    width: number,
    masks: number,
    list: number,
    capacity: number,
  ): number;
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
 * The kernel and its memory. What is searched lies at `buffer`, a multiple of a page: the kernel of the
 * system copies files several times slower to other addresses.
 */
export class KernelMemory {
  readonly masks = 1024;
  readonly classes = 2048;
  readonly leaving = 4096;
  readonly list = WASM_PAGE;
  readonly bits = this.list + LIST_CAPACITY * 4;
  readonly table = this.bits + alignUp(BUFFER_SIZE / 8);
  readonly buffer = this.table + TABLE_WORDS * 4 + MARGIN;
  /** All of it, addressed as the kernel does. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly words: Int32Array<ArrayBuffer>;
  readonly kernel: Exports;
  /** Whose automaton the table holds. */
  marker: object | undefined;

  constructor() {
    const pages = Math.ceil((this.buffer + BUFFER_SIZE + MARGIN) / WASM_PAGE);
    const memory = new webAssembly.Memory({ initial: pages, maximum: pages });
    const module = new webAssembly.Module(Buffer.from(KERNEL, 'base64'));
    const instance = new webAssembly.Instance(module, { env: { memory } });
    this.kernel = instance.exports as Exports;
    this.bytes = new Uint8Array(memory.buffer);
    this.words = new Int32Array(memory.buffer);
  }
}

function alignUp(size: number): number {
  return Math.ceil(size / WASM_PAGE) * WASM_PAGE;
}
