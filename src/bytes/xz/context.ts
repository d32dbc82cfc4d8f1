import xz from 'xz-decompress';

/** What the package's WebAssembly offers; its own stream keeps to itself what came before an error. */
interface XzExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  create_context(): number;
  destroy_context(context: number): void;
  supply_input(context: number, length: number): void;
  get_next_output(context: number): number;
}

/** Parts of the package's class that its types do not tell. */
interface XzClass {
  _getModuleInstance(): Promise<void>;
  readonly _moduleInstance?: { readonly exports: XzExports };
}

/** Where the fields of a context are, in words: a size, then xz-embedded's `struct xz_buf`. */
const FIELD = {
  bufferSize: 0,
  in: 1,
  inPosition: 2,
  inSize: 3,
  out: 4,
  outPosition: 5,
  outSize: 6,
};

/** What one call did. */
export interface XzStep {
  readonly output: Uint8Array;
  /** xz-embedded's `enum xz_ret`; 0 is fine, 1 the end. */
  readonly code: number;
  /** Bytes of the input that were taken. */
  readonly taken: number;
}

/** One decoder of xz-embedded. Contexts know nothing of each other, so one may run inside of another. */
export class XzContext {
  private readonly pointer: number;

  static async create(): Promise<XzContext> {
    const holder = xz.XzReadableStream as unknown as XzClass;
    if (holder._moduleInstance === undefined) await holder._getModuleInstance();
    if (holder._moduleInstance === undefined) throw new Error('xz-decompress has no instance');
    return new XzContext(holder._moduleInstance.exports);
  }

  private constructor(private readonly exports: XzExports) {
    this.pointer = exports.create_context();
  }

  /** Bytes that can be supplied at once, and that come at once. */
  get bufferSize(): number {
    return this.field('bufferSize');
  }

  get wantsInput(): boolean {
    return this.field('inPosition') === this.field('inSize');
  }

  /** @param bytes none at the end */
  supply(bytes: Uint8Array): void {
    new Uint8Array(this.exports.memory.buffer).set(bytes, this.field('in'));
    this.exports.supply_input(this.pointer, bytes.length);
  }

  /** @param most bytes of output */
  step(most = this.bufferSize): XzStep {
    const before = this.field('inPosition');
    this.setField('outPosition', 0);
    this.setField('outSize', most);
    const code = this.exports.get_next_output(this.pointer);
    const start = this.field('out');
    const output = new Uint8Array(this.exports.memory.buffer).slice(
      start,
      start + this.field('outPosition'),
    );
    return { output, code, taken: this.field('inPosition') - before };
  }

  close(): void {
    this.exports.destroy_context(this.pointer);
  }

  private field(name: keyof typeof FIELD): number {
    return this.words()[FIELD[name]] ?? 0;
  }

  private setField(name: keyof typeof FIELD, value: number): void {
    this.words()[FIELD[name]] = value;
  }

  /** The memory may have grown, and moved, since the last look. */
  private words(): Uint32Array {
    return new Uint32Array(this.exports.memory.buffer, this.pointer, 7);
  }
}
