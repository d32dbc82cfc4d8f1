import { createHash } from 'node:crypto';
import type { EngineRule } from './engine.js';

/** What is larger is hardly there twice. */
const LARGEST = 1024 * 1024;

/** Results that are kept. */
const MOST = 4096;

/** A result of more matches is not kept. */
const MOST_MATCHES = 256;

/**
 * What was found in blocks, by their bytes. Whatever its size, a block costs the engine some 4 ms, in which it makes
 * a machine of the rules' conditions anew; and many small blocks are equal: the kernel's vDSO is in each process,
 * and copies of a program in each that runs it.
 */
export class KnownBlocks {
  private readonly found = new Map<string, readonly EngineRule[]>();

  /** What `scan` gives for the block, or gave for the same bytes before. */
  find(
    block: Uint8Array,
    scan: (block: Uint8Array) => readonly EngineRule[],
  ): readonly EngineRule[] {
    if (block.length > LARGEST) return scan(block);
    const key = createHash('sha256').update(block).digest('base64');
    const known = this.found.get(key);
    if (known !== undefined) return known;
    const rules = scan(block);
    if (this.found.size < MOST && matchesOf(rules) <= MOST_MATCHES) this.found.set(key, rules);
    return rules;
  }
}

function matchesOf(rules: readonly EngineRule[]): number {
  return rules.reduce(
    (sum, { patterns }) =>
      sum + 1 + patterns.reduce((count, { matches }) => count + matches.length, 0),
    0,
  );
}
