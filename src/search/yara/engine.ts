import type { Compiler, Rules, Scanner } from '@virustotal/yara-x';
import { readFileSync } from 'node:fs';
import { webAssembly } from '../../bytes/web-assembly.js';

/** What of YARA-X is used; its declarations leave open what a scan gives. */
export interface YaraEngine {
  readonly Compiler: new () => Compiler;
  readonly initSync: (module: { readonly module: object }) => unknown;
}

export type { Compiler, Rules };

/** A scanner of which it is known what it finds. */
export type BlockFinder = Omit<Scanner, 'scan'> & {
  scan(bytes: Uint8Array): EngineResult;
};

export interface EngineResult {
  /** Whether the scan came to its end. */
  readonly valid: boolean;
  readonly errors: readonly string[];
  readonly matches: readonly EngineRule[];
}

/** A rule that the bytes satisfy. */
export interface EngineRule {
  readonly identifier: string;
  readonly namespace: string;
  readonly isPrivate: boolean;
  readonly tags: readonly string[];
  readonly metadata: readonly { readonly identifier: string; readonly value: unknown }[];
  readonly patterns: readonly {
    readonly identifier: string;
    readonly isPrivate: boolean;
    readonly matches: readonly { readonly offset: number; readonly length: number }[];
  }[];
}

let loaded: Promise<YaraEngine> | undefined;

/**
 * The engine of this thread, loaded once.
 * @param file the WebAssembly
 */
export function loadEngine(file: string): Promise<YaraEngine> {
  loaded ??= load(file);
  return loaded;
}

async function load(file: string): Promise<YaraEngine> {
  const engine: YaraEngine = await import('@virustotal/yara-x');
  engine.initSync({ module: new webAssembly.Module(readFileSync(file)) });
  return engine;
}
