import type { ByteSet } from '../pattern/syntax.js';
import { membersOf } from './members.js';

/** Bytes of a beginning that are compared. */
export const CHECK_DEPTH = 12;

/** Beginnings that are told apart; of more, several share a bit. */
const BITS = 64;

/** Bytes of the checks of one prefilter: of each place and each byte, a bit for each beginning. */
export const CHECK_BYTES = CHECK_DEPTH * 256 * (BITS / 8);

/**
 * Tells, byte by byte, whether one of many beginnings stands at a place. Masks that share their buckets let far
 * more through, each of which would have to be looked at by an automaton.
 */
export function beginningChecks(beginnings: readonly (readonly ByteSet[])[]): Uint8Array {
  const checks = new Uint8Array(CHECK_BYTES);
  for (const [index, sets] of beginnings.entries()) {
    const bit = index % BITS;
    const [byteOfBit, mask] = [bit >> 3, 1 << (bit & 7)];
    for (let place = 0; place < CHECK_DEPTH; place++) {
      // Behind a short beginning anything may stand.
      const set = sets[place];
      for (const value of set === undefined ? ALL : membersOf(set)) {
        const at = ((place << 8) | value) * (BITS / 8) + byteOfBit;
        checks[at] = (checks[at] ?? 0) | mask;
      }
    }
  }
  return checks;
}

const ALL = Uint8Array.from({ length: 256 }, (_, byte) => byte);
