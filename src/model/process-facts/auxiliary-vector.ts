import type { MmEntry } from '../../criu/messages.generated.js';

/** What the kernel told the program at execve: an AT_* type and its value. */
export interface AuxiliaryValue {
  readonly type: bigint;
  readonly value: bigint;
}

/** Types are small numbers; what is larger holds a type and a value of 32 bits each. */
const MAX_TYPE = 1n << 32n;

/** Words that are looked at: the kernel's vector has some fifty, a forged one may have millions. */
const MAX_WORDS = 2048;

/**
 * mm_entry.mm_saved_auxv up to AT_NULL. CRIU keeps the words of /proc/PID/auxv as 64-bit numbers, so of
 * a 32-bit program on a 64-bit kernel each of them is a whole pair.
 */
export function auxiliaryVectorOf({ mm_saved_auxv = [] }: Partial<MmEntry>): AuxiliaryValue[] {
  const words = mm_saved_auxv.slice(0, MAX_WORDS);
  const values = isPacked(words)
    ? words.flatMap((word) => [word & (MAX_TYPE - 1n), word >> 32n])
    : words;
  const pairs: AuxiliaryValue[] = [];
  for (let at = 0; at + 1 < values.length; at += 2) {
    const [type = 0n, value = 0n] = values.slice(at, at + 2);
    if (type === 0n) break;
    pairs.push({ type, value });
  }
  return pairs;
}

/** Whether a word in the place of a type is none. */
function isPacked(words: readonly bigint[]): boolean {
  for (let at = 0; at < words.length && words[at] !== 0n; at += 2) {
    if ((words[at] ?? 0n) >= MAX_TYPE) return true;
  }
  return false;
}
