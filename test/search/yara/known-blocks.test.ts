import { describe, expect, test, vi } from 'vitest';
import type { EngineRule } from '../../../src/search/yara/engine.js';
import { KnownBlocks } from '../../../src/search/yara/known-blocks.js';

function ruleWith(matchCount: number): EngineRule {
  const matches = Array.from({ length: matchCount }, (_, offset) => ({ offset, length: 1 }));
  const patterns = [{ identifier: '$a', isPrivate: false, matches }];
  const facts = { identifier: 'a', namespace: 'default', isPrivate: false, tags: [], metadata: [] };
  return { ...facts, patterns };
}

/** How often blocks are scanned, one after the other. */
function scansOf(blocks: readonly Uint8Array[], found: readonly EngineRule[] = []): number {
  const scan = vi.fn(() => found);
  const known = new KnownBlocks();
  for (const block of blocks) expect(known.find(block, scan)).toBe(found);
  return scan.mock.calls.length;
}

describe('how often is scanned', () => {
  test('equal bytes once, wherever they lie; others each', () => {
    const all = Buffer.from('abcabcabd');
    expect(scansOf([all.subarray(0, 3), all.subarray(3, 6), all.subarray(6)])).toBe(2);
    expect(scansOf([Buffer.alloc(4), Buffer.alloc(5)])).toBe(2);
  });

  test('what was there before the memory was used again', () => {
    const memory = Buffer.from('first');
    const known = new KnownBlocks();
    const [first, second] = [[ruleWith(1)], [ruleWith(2)]];
    expect(known.find(memory, () => first)).toBe(first);
    memory.write('other');
    expect(known.find(memory, () => second)).toBe(second);
    memory.write('first');
    expect(known.find(memory, () => second)).toBe(first);
  });

  test('large blocks, and those with many matches, each time', () => {
    const large = Buffer.alloc(1024 * 1024 + 1);
    expect(scansOf([large, large])).toBe(2);
    expect(scansOf([Buffer.from('a'), Buffer.from('a')], [ruleWith(1000)])).toBe(2);
  });
});
