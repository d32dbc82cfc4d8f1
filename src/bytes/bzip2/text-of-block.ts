import { damagedStream } from '../compression-error.js';
import type { Block } from './block.js';

const CHUNK_SIZE = 256 * 1024;
/** So many equal bytes are followed by a count of more of them. */
const RUN_LENGTH = 4;

/** Undoes the Burrows-Wheeler transform and the run lengths, and checks the CRC at the end. */
export function* textOfBlock(block: Block): Generator<Uint8Array> {
  const { column, origin } = block;
  linkRotations(column);
  let chunk = new Uint8Array(CHUNK_SIZE);
  let filled = 0;
  let crc = -1;
  let row = (column[origin] ?? 0) >>> 8;
  let previous = -1;
  let equal = 0;
  for (let left = column.length; left > 0; left--) {
    const entry = column[row] ?? 0;
    row = entry >>> 8;
    let byte = entry & 0xff;
    let copies = 1;
    if (equal === RUN_LENGTH) {
      copies = byte;
      byte = previous;
      equal = 0;
      previous = -1;
    } else {
      equal = byte === previous ? equal + 1 : 1;
      previous = byte;
    }
    for (; copies > 0; copies--) {
      crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] ?? 0);
      chunk[filled++] = byte;
      if (filled === CHUNK_SIZE) {
        yield chunk;
        chunk = new Uint8Array(CHUNK_SIZE);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
  if (~crc >>> 0 !== block.crc) throw damagedStream('bzip2', 'CRC does not match');
}

/** Puts into the upper 24 bits of each row which row follows it in the text. */
function linkRotations(column: Uint32Array): void {
  const next = new Uint32Array(257);
  for (const byte of column) next[byte + 1] = (next[byte + 1] ?? 0) + 1;
  for (let byte = 0; byte < 256; byte++) next[byte + 1] = (next[byte + 1] ?? 0) + (next[byte] ?? 0);
  for (let row = 0; row < column.length; row++) {
    const byte = (column[row] ?? 0) & 0xff;
    const place = next[byte] ?? 0;
    next[byte] = place + 1;
    column[place] = (column[place] ?? 0) | (row << 8);
  }
}

/** CRC-32 with the polynomial 0x04c11db7, highest bit first. */
const CRC_TABLE = Int32Array.from({ length: 256 }, (_, index) => {
  let crc = index << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});
