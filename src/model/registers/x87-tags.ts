import type { UserX86FpregsEntry } from '../../criu/messages.generated.js';

/** Values of a tag: valid, zero, special (infinite, denormal, not a number), empty. */
const Tag = { valid: 0, zero: 1, special: 2, empty: 3 } as const;

/**
 * The tag word with two bits for each register of the x87 unit. FXSAVE keeps one bit only, whether it
 * is in use; the rest follows from what is in it (Intel SDM volume 1, 8.1.7 and 10.5.1.1).
 */
export function fullTagWord(fpregs: UserX86FpregsEntry): number {
  const { twd = 0, swd = 0, st_space: stack = [] } = fpregs;
  const top = (swd >> 11) & 7;
  let word = 0;
  for (let physical = 0; physical < 8; physical++) {
    const inUse = (twd & (1 << physical)) !== 0;
    const at = 4 * ((physical - top) & 7);
    const tag = inUse ? tagOf(stack[at] ?? 0, stack[at + 1] ?? 0, stack[at + 2] ?? 0) : Tag.empty;
    word |= tag << (2 * physical);
  }
  return word;
}

/** Of a number of 80 bits: the significand's low and high words, and sign and exponent. */
function tagOf(low: number, high: number, exponentWord: number): number {
  const exponent = exponentWord & 0x7fff;
  if (exponent === 0x7fff) return Tag.special;
  if (exponent === 0) return low === 0 && high === 0 ? Tag.zero : Tag.special;
  return high >>> 31 === 1 ? Tag.valid : Tag.special;
}
