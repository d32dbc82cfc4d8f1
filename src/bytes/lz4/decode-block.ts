/** Above this the engine's own copy is faster than a loop. */
const SHORT = 32;

/** Matches have no fewer bytes. */
const LEAST_MATCH = 4;

/**
 * Decodes an LZ4 block (without a frame) into all of `output` from `outStart` to `outEnd`. Every copy is
 * checked against both ends.
 * @returns whether the block is one that decodes to exactly so many bytes; if not, what was written is void
 */
export function decodeLz4Block(
  input: Uint8Array,
  inStart: number,
  inEnd: number,
  output: Uint8Array,
  outStart: number,
  outEnd: number,
): boolean {
  if (inEnd > input.length || outEnd > output.length) return false;
  let at = inStart;
  let to = outStart;
  while (at < inEnd) {
    const token = input[at++] ?? 0;
    let literals = token >>> 4;
    if (literals === 15) {
      for (let more = 255; more === 255 && at < inEnd && literals <= outEnd - to;) {
        more = input[at++] ?? 0;
        literals += more;
      }
    }
    if (literals > inEnd - at || literals > outEnd - to) return false;
    if (literals > SHORT) {
      output.set(input.subarray(at, at + literals), to);
      at += literals;
      to += literals;
    } else {
      for (const end = at + literals; at < end;) output[to++] = input[at++] ?? 0;
    }
    // The last sequence has no match.
    if (at === inEnd) return to === outEnd;
    if (at + 2 > inEnd) return false;
    const distance = (input[at] ?? 0) | ((input[at + 1] ?? 0) << 8);
    at += 2;
    if (distance === 0 || distance > to - outStart) return false;
    let length = (token & 15) + LEAST_MATCH;
    if (length === 15 + LEAST_MATCH) {
      for (let more = 255; more === 255 && length <= outEnd - to;) {
        if (at >= inEnd) return false;
        more = input[at++] ?? 0;
        length += more;
      }
    }
    if (length > outEnd - to) return false;
    copyMatch(output, to, distance, length);
    to += length;
  }
  return false;
}

/** A match may reach into what it makes: then its bytes repeat. */
function copyMatch(output: Uint8Array, to: number, distance: number, length: number): void {
  if (length > SHORT && distance >= length) {
    output.copyWithin(to, to - distance, to - distance + length);
  } else if (length > SHORT && distance === 1) {
    output.fill(output[to - 1] ?? 0, to, to + length);
  } else {
    const shift = to - distance;
    for (let index = 0; index < length; index++) output[to + index] = output[shift + index] ?? 0;
  }
}
