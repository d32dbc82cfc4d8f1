import type { Scanner } from '@virustotal/yara-x';
import type { EngineResult } from './engine-result.js';

/** What `scan` of the engine's glue is made of. It copies all bytes; here they are read to where the engine looks at them. */
export interface EngineMemory {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly __wbindgen_malloc_command_export: (size: number, alignment: number) => number;
  readonly __wbindgen_free_command_export: (at: number, size: number, alignment: number) => void;
  /** Gives the bytes back, too, whatever comes of it. */
  readonly scanner_scan: (
    scanner: number,
    at: number,
    size: number,
  ) => readonly [result: number, error: number, failed: number];
  readonly __wbindgen_externrefs: { get(index: number): unknown };
  readonly __externref_table_dealloc_command_export: (index: number) => void;
}

/** Memory of the engine: to be scanned, or given back. The bytes count until the engine is asked for anything. */
export interface EngineRoom {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Scans blocks with the rules of a scanner. */
export class BlockFinder {
  constructor(
    private readonly engine: EngineMemory,
    private readonly scanner: Scanner,
  ) {}

  setMaxMatchesPerPattern(count: number): void {
    this.scanner.setMaxMatchesPerPattern(count);
  }

  room(size: number): EngineRoom {
    const at = this.engine.__wbindgen_malloc_command_export(size, 1) >>> 0;
    return { at, bytes: new Uint8Array(this.engine.memory.buffer, at, size) };
  }

  /** What lies in a room, which then is gone. */
  scanRoom({ at, bytes }: EngineRoom): EngineResult {
    const { engine } = this;
    const { __wbg_ptr: scanner } = this.scanner as Scanner & { readonly __wbg_ptr: number };
    const [result, error, failed] = engine.scanner_scan(scanner, at, bytes.length);
    const index = failed === 0 ? result : error;
    const value = engine.__wbindgen_externrefs.get(index);
    engine.__externref_table_dealloc_command_export(index);
    if (failed !== 0) throw value;
    return value as EngineResult;
  }

  giveBack({ at, bytes }: EngineRoom): void {
    this.engine.__wbindgen_free_command_export(at, bytes.length, 1);
  }

  free(): void {
    this.scanner.free();
  }
}
