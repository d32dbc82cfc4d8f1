import { findLackOfMemory } from '../lack-of-memory.js';
import { wasmMemory, webAssembly } from '../web-assembly.js';
import { decodeLz4Block } from './decode-block.js';
import { KERNEL } from './kernel.generated.js';

/** Decodes blocks out of memory of its own into memory of its own. */
export interface Lz4Decoder {
  /** Where to put stored bytes, good until the next call. */
  input(size: number): Uint8Array;
  /**
   * The block that begins at `at` of the input and takes `stored` bytes of it; good until the next call.
   * @returns undefined if it does not make exactly `size` bytes
   */
  decode(at: number, stored: number, size: number): Uint8Array | undefined;
}

/** Bytes of the input and of a block, at most. */
export const MAX_LZ4_BLOCK = 16 * 1024 ** 2;

/** Bytes that the kernel may touch behind the input and behind a block. */
const SLACK = 64;

const OUTPUT = MAX_LZ4_BLOCK + SLACK;

let made: Lz4Decoder | undefined;

/**
 * The one decoder of this thread: WebAssembly reserves many addresses for each. Where the system does not give
 * them (ulimit -v) it is JavaScript, which takes three times as long.
 */
export function lz4Decoder(): Lz4Decoder {
  made ??= tryWasm() ?? new ScriptDecoder();
  return made;
}

function tryWasm(): Lz4Decoder | undefined {
  try {
    return new WasmDecoder();
  } catch (error) {
    if (findLackOfMemory(error) === undefined) throw error;
    return undefined;
  }
}

class WasmDecoder implements Lz4Decoder {
  private readonly bytes: Uint8Array;
  private readonly decodeBlock: DecodeBlock;

  constructor() {
    const memory = wasmMemory(OUTPUT + MAX_LZ4_BLOCK + SLACK);
    const module = new webAssembly.Module(Buffer.from(KERNEL, 'base64'));
    const { exports } = new webAssembly.Instance(module, { env: { memory } });
    this.decodeBlock = (exports as { decodeBlock: DecodeBlock }).decodeBlock;
    this.bytes = new Uint8Array(memory.buffer);
  }

  input(size: number): Uint8Array {
    if (size > MAX_LZ4_BLOCK) throw new RangeError('too much at once');
    return this.bytes.subarray(0, size);
  }

  decode(at: number, stored: number, size: number): Uint8Array | undefined {
    const fits = at >= 0 && at + stored <= MAX_LZ4_BLOCK && size <= MAX_LZ4_BLOCK;
    if (!fits) throw new RangeError('a block too large');
    const isBlock = this.decodeBlock(at, at + stored, OUTPUT, OUTPUT + size);
    return isBlock === 0 ? undefined : this.bytes.subarray(OUTPUT, OUTPUT + size);
  }
}

type DecodeBlock = (inStart: number, inEnd: number, outStart: number, outEnd: number) => number;

/** The same without WebAssembly. */
export class ScriptDecoder implements Lz4Decoder {
  private stored = new Uint8Array(0);
  private block = new Uint8Array(0);

  input(size: number): Uint8Array {
    if (this.stored.length < size) this.stored = new Uint8Array(size);
    return this.stored.subarray(0, size);
  }

  decode(at: number, stored: number, size: number): Uint8Array | undefined {
    if (this.block.length < size) this.block = new Uint8Array(size);
    const isBlock = decodeLz4Block(this.stored, at, at + stored, this.block, 0, size);
    return isBlock ? this.block.subarray(0, size) : undefined;
  }
}
