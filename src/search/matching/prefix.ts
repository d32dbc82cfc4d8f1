import type { ByteSet } from '../pattern/syntax.js';
import { Op, type Program } from './program.js';

/** Longest prefix that is looked at. */
const MAX_PREFIX = 24;

/** Instructions that are looked at for it; what a repetition is written out to may be far more. */
const MAX_LOOKED_AT = 20_000;

/**
 * Which bytes can stand at each place of a match of one branch, from its first byte on, as far as every
 * match is long enough. Assertions are taken as if they held: a set may be too large, never too small.
 * @param isWhole whether it is a match as a whole that begins there: an empty one is none
 */
export function prefixSets(
  { ops, next, other, sets }: Program,
  start: number,
  isWhole: boolean,
): ByteSet[] {
  const found: ByteSet[] = [];
  let at = new Set([start]);
  let lookedAt = 0;
  while (found.length < MAX_PREFIX) {
    const here: ByteSet[] = [];
    const behind = new Set<number>();
    // A set tells those as well that are added while it is gone through.
    for (const index of at) {
      lookedAt += 1;
      if (lookedAt > MAX_LOOKED_AT) return found;
      if (ops[index] === Op.match) {
        if (isWhole && found.length === 0) continue;
        return found;
      }
      const further = next[index] ?? 0;
      const detail = other[index] ?? 0;
      if (ops[index] === Op.bytes) {
        behind.add(further);
        here.push(sets[detail] ?? NOTHING);
      } else {
        at.add(further);
        if (ops[index] === Op.split) at.add(detail);
      }
    }
    const set = unionOf(here);
    // A class that nothing is in: there is no match at all.
    if (set === undefined) return found;
    found.push(set);
    at = behind;
  }
  return found;
}

const NOTHING: ByteSet = new Uint8Array(256);

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
