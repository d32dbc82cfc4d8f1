import { expect, test } from 'vitest';
import type { EngineRule } from '../../../src/search/yara/engine-result.js';
import { KnownBlocks } from '../../../src/search/yara/known-blocks.js';

function ruleWith(matchCount: number): EngineRule {
  const matches = Array.from({ length: matchCount }, (_, offset) => ({ offset, length: 1 }));
  const patterns = [{ identifier: '$a', isPrivate: false, matches }];
  const facts = { identifier: 'a', namespace: 'default', isPrivate: false, tags: [], metadata: [] };
  return { ...facts, patterns };
}

test('equal bytes are known, wherever they lie, also when that memory was used again', () => {
  const known = new KnownBlocks();
  const memory = Buffer.from('abcabcabd');
  const rules = [ruleWith(3)];
  known.add(known.keyOf(memory.subarray(0, 3)), rules);
  expect(known.rulesOf(known.keyOf(memory.subarray(3, 6)))).toBe(rules);
  expect(known.rulesOf(known.keyOf(memory.subarray(6)))).toBeUndefined();
  memory.write('xyz');
  expect(known.rulesOf(known.keyOf(memory.subarray(0, 3)))).toBeUndefined();
  expect(known.rulesOf(known.keyOf(Buffer.from('abc')))).toBe(rules);
});

test('that no rule matches is known, too; zeros of another length are others', () => {
  const known = new KnownBlocks();
  known.add(known.keyOf(Buffer.alloc(4)), []);
  expect(known.rulesOf(known.keyOf(Buffer.alloc(4)))).toEqual([]);
  expect(known.rulesOf(known.keyOf(Buffer.alloc(5)))).toBeUndefined();
});

test('large blocks, and those with many matches, are not kept', () => {
  const known = new KnownBlocks();
  expect(known.keyOf(Buffer.alloc(1024 * 1024 + 1))).toBeUndefined();
  const key = known.keyOf(Buffer.from('a'));
  known.add(key, [ruleWith(1000)]);
  expect(known.rulesOf(key)).toBeUndefined();
});
