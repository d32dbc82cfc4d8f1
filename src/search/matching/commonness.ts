import type { ByteSet } from '../pattern/syntax.js';

/** What a set of bytes is to a search. */
interface Traits {
  /** How often one of its bytes is met in the memory of programs, roughly: 0 to 1. */
  readonly share: number;
  /** More than one letter in two cases. */
  readonly isClass: boolean;
}

export function commonness(set: ByteSet): number {
  return traitsOf(set).share;
}

/** Asked for the same sets again and again. */
export function traitsOf(set: ByteSet): Traits {
  let known = KNOWN.get(set);
  if (known === undefined) {
    known = measureTraits(set);
    KNOWN.set(set, known);
  }
  return known;
}

function measureTraits(set: ByteSet): Traits {
  let sum = 0;
  let count = 0;
  for (let byte = 0; byte < set.length; byte++) {
    if (set[byte] !== 1) continue;
    sum += SHARES[byte] ?? 0;
    count++;
  }
  return { share: Math.min(sum, 1), isClass: count > 2 };
}

/** How often a byte is met. */
export function shareOfByte(byte: number): number {
  return SHARES[byte] ?? 0;
}

const KNOWN = new WeakMap<ByteSet, Traits>();
const SHARES = Float64Array.from({ length: 256 }, (_, byte) => shareOf(byte));

function shareOf(byte: number): number {
  if (byte === 0) return 0.5;
  if (byte === 0xff || byte === 0x20) return 0.03;
  const character = String.fromCharCode(byte);
  if ('etaonisrhldcu_'.includes(character)) return 0.012;
  if (/[a-z0-9]/.test(character)) return 0.005;
  return byte === 1 ? 0.01 : 0.0015;
}
