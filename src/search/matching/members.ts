import type { ByteSet } from '../pattern/syntax.js';

/** The bytes of a set, ascending: most sets have one or two. */
export function membersOf(set: ByteSet): Uint8Array {
  const members = new Uint8Array(set.length);
  let count = 0;
  for (let byte = set.indexOf(1); byte >= 0; byte = set.indexOf(1, byte + 1))
    members[count++] = byte;
  return members.slice(0, count);
}
