import type { ByteSet } from '../pattern/syntax.js';
import type { Program } from './program.js';

/** Longest prefix that is looked at. */
const MAX_PREFIX = 24;

/**
 * Which bytes can stand at each place of a match of one branch, from its first byte on, as far as every
 * match is long enough. Assertions are taken as if they held: a set may be too large, never too small.
 */
export function prefixSets({ instructions }: Program, start: number): ByteSet[] {
  const sets: ByteSet[] = [];
  let at = new Set([start]);
  while (sets.length < MAX_PREFIX) {
    const here: ByteSet[] = [];
    const next = new Set<number>();
    const waiting = [...at];
    const seen = new Set(waiting);
    const follow = (index: number): void => {
      if (seen.has(index)) return;
      seen.add(index);
      waiting.push(index);
    };
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      const instruction = instructions[index];
      switch (instruction?.kind) {
        case undefined:
        case 'match':
          return sets;
        case 'split':
          follow(instruction.first);
          follow(instruction.second);
          break;
        case 'assertion':
          follow(instruction.next);
          break;
        case 'bytes':
          next.add(instruction.next);
          here.push(instruction.set);
      }
    }
    const set = unionOf(here);
    // A class that nothing is in: there is no match at all.
    if (set === undefined) return sets;
    sets.push(set);
    at = next;
  }
  return sets;
}

/** Most often it is one set, which then stays the same object. Undefined if no byte is in any. */
function unionOf(sets: readonly ByteSet[]): ByteSet | undefined {
  const [only] = sets;
  if (sets.length === 1 && only?.includes(1) === true) return only;
  const union = new Uint8Array(256);
  for (const set of new Set(sets)) {
    set.forEach((inside, byte) => {
      if (inside === 1) union[byte] = 1;
    });
  }
  return union.includes(1) ? union : undefined;
}
