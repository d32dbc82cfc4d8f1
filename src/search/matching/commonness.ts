import type { ByteSet } from '../pattern/syntax.js';

/** How often a byte of the set is met in the memory of programs, roughly. */
export function commonness(set: ByteSet): number {
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) if (set[byte] === 1) sum += shareOf(byte);
  return Math.min(sum, 1);
}

function shareOf(byte: number): number {
  if (byte === 0) return 0.5;
  if (byte === 0xff || byte === 0x20) return 0.03;
  const character = String.fromCharCode(byte);
  if ('etaonisrhldcu_'.includes(character)) return 0.012;
  if (/[a-z0-9]/.test(character)) return 0.005;
  return byte === 1 ? 0.01 : 0.0015;
}
