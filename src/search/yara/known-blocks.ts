import { createHash } from 'node:crypto';
import type { EngineRule } from './engine-result.js';

/** What is larger is hardly there twice. */
const LARGEST = 1024 * 1024;

/** Results that are kept. */
const MOST = 4096;

/** A result of more matches is not kept. */
const MOST_MATCHES = 256;

/**
 * The rules that match small blocks, by their bytes. Whatever its size, a block costs the engine some 4 ms, in which
 * it makes a machine of the rules' conditions anew; and many small blocks are equal: the kernel's vDSO is in each
 * process, and copies of a program in each that runs it.
 */
export class KnownBlocks {
  private readonly rules = new Map<string, readonly EngineRule[]>();

  /** Equal for equal bytes alone; undefined for a block that is not kept. */
  keyOf(block: Uint8Array): string | undefined {
    if (block.length > LARGEST) return undefined;
    return createHash('sha256').update(block).digest('base64');
  }

  rulesOf(key: string | undefined): readonly EngineRule[] | undefined {
    return key === undefined ? undefined : this.rules.get(key);
  }

  add(key: string | undefined, rules: readonly EngineRule[]): void {
    if (key === undefined || this.rules.size >= MOST || sizeOf(rules) > MOST_MATCHES) return;
    this.rules.set(key, rules);
  }
}

function sizeOf(rules: readonly EngineRule[]): number {
  const counts = rules.flatMap(({ patterns }) => patterns.map(({ matches }) => matches.length));
  return counts.reduce((sum, count) => sum + count, rules.length);
}
