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
