// The decoder of LZ4 blocks, in AssemblyScript: its compiler makes WebAssembly of it. Addresses are those of
// the WebAssembly memory, which the host lays out: SLACK bytes that nobody needs follow both the input and
// the output, since copies go on up to the next multiple of 16 bytes.

/** Decodes a block into all of the output. Returns whether it is one that makes exactly so many bytes. */
export function decodeBlock(inStart: i32, inEnd: i32, outStart: i32, outEnd: i32): bool {
  let at = inStart;
  let to = outStart;
  while (at < inEnd) {
    const token: i32 = load<u8>(at++);
    let literals: i32 = token >>> 4;
    if (literals == 15) {
      let more: i32 = 255;
      while (more == 255 && at < inEnd && literals <= outEnd - to) {
        more = load<u8>(at++);
        literals += more;
      }
    }
    if (literals > inEnd - at || literals > outEnd - to) return false;
    copyAhead(to, at, literals);
    at += literals;
    to += literals;
    // The last sequence has no match.
    if (at == inEnd) return to == outEnd;
    if (at + 2 > inEnd) return false;
    const distance: i32 = load<u16>(at);
    at += 2;
    if (distance == 0 || distance > to - outStart) return false;
    let length: i32 = (token & 15) + 4;
    if (length == 19) {
      let more: i32 = 255;
      while (more == 255 && length <= outEnd - to) {
        if (at >= inEnd) return false;
        more = load<u8>(at++);
        length += more;
      }
    }
    if (length > outEnd - to) return false;
    copyMatch(to, distance, length);
    to += length;
  }
  return false;
}

/** Copies up to 15 bytes more, of memory that does not overlap within 16 bytes. */
function copyAhead(to: i32, from: i32, length: i32): void {
  for (let done = 0; done < length; done += 16) v128.store(to + done, v128.load(from + done));
}

/** A match may reach into what it makes: then its bytes repeat. */
function copyMatch(to: i32, distance: i32, length: i32): void {
  if (distance >= 16) {
    copyAhead(to, to - distance, length);
  } else if (distance == 1) {
    const bytes = i8x16.splat(load<i8>(to - 1));
    for (let done = 0; done < length; done += 16) v128.store(to + done, bytes);
  } else if (distance >= 8) {
    for (let done = 0; done < length; done += 8)
      store<u64>(to + done, load<u64>(to - distance + done));
  } else {
    for (let done = 0; done < length; done++) store<u8>(to + done, load<u8>(to - distance + done));
  }
}
