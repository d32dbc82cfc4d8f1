/** The part of the standard's interface that is used here; Node's types leave it to those of browsers. */
interface WebAssemblyInterface {
  readonly Memory: new (size: { initial: number; maximum: number }) => WebAssemblyMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { exports: unknown };
}

export interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
}

export const webAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyInterface })
  .WebAssembly;

/** Of a page of WebAssembly memory. */
export const WASM_PAGE = 64 * 1024;

/**
 * Addresses that V8 reserves for each WebAssembly memory, whatever its size: whatever a 32-bit address and
 * an offset reach lies in it, so that nothing needs to be checked.
 */
export const WASM_ADDRESSES = 10 * 1024 ** 3;

/**
 * Memory of at least `size` bytes, which begins at a page of the system.
 * @throws RangeError where the system does not give so many addresses (ulimit -v)
 */
export function wasmMemory(size: number): WebAssemblyMemory {
  const pages = Math.ceil(size / WASM_PAGE);
  return new webAssembly.Memory({ initial: pages, maximum: pages });
}
