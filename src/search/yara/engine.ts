import type { Compiler, Rules } from '@virustotal/yara-x';
import { readFileSync } from 'node:fs';
import { webAssembly } from '../../bytes/web-assembly.js';
import { BlockFinder, type EngineMemory } from './block-finder.js';

/** What of YARA-X is used. */
export interface YaraEngine {
  readonly Compiler: new () => Compiler;
  readonly finder: (rules: Rules) => BlockFinder;
}

export type { Compiler, Rules };

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
  const { Compiler, initSync } = await import('@virustotal/yara-x');
  const module = new webAssembly.Module(readFileSync(file));
  const memory = initSync({ module }) as EngineMemory;
  return { Compiler, finder: (rules) => new BlockFinder(memory, rules.scanner()) };
}
