import { describe, expect, test } from 'vitest';
import { ReusedMemory } from '../../src/bytes/reused-memory.js';

describe('memory that is used again', () => {
  test('is as long as was asked for, however that grows and shrinks', () => {
    const memory = new ReusedMemory(1024 * 1024);
    for (const length of [0, 10, 5, 70_000, 1024 * 1024, 3]) {
      expect(memory.take(length)).toHaveLength(length);
    }
  });

  test('is the same memory again, and little where little is asked for', () => {
    const memory = new ReusedMemory(1024 * 1024);
    const first = memory.take(100);
    expect(first.buffer.byteLength).toBe(100);
    expect(memory.take(60).buffer).toBe(first.buffer);
    const large = memory.take(100_000);
    expect(memory.take(1024 * 1024).buffer).toBe(large.buffer);
  });
});
