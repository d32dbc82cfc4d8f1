import { damagedStream } from '../compression-error.js';
import { MAX_BLOCK } from './frame-blocks.js';
import { FrameWindow } from './frame-window.js';
import type { HuffmanTable } from './huffman-table.js';
import { readLiterals } from './literals.js';
import { execute, readSequences, type RecentOffsets, type SequenceTables } from './sequences.js';

/**
 * One frame (RFC 8878, 3.1.1), for a Node without zstd of its own. What a block may cost is bounded by what
 * it may hold: nothing is copied before it is known to fit.
 * @param pieces the header, and then each block with the three bytes before it
 */
export async function* decodeFrame(
  pieces: AsyncIterable<Uint8Array>,
  windowSize: number,
): AsyncGenerator<Uint8Array> {
  const most = Math.min(MAX_BLOCK, windowSize);
  const window = new FrameWindow(windowSize, most);
  const recent: RecentOffsets = [1, 4, 8];
  let huffman: HuffmanTable | undefined;
  let tables: SequenceTables | undefined;
  let isHeader = true;
  for await (const piece of pieces) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    const fields = (piece[0] ?? 0) + (piece[1] ?? 0) * 0x100 + (piece[2] ?? 0) * 0x10000;
    const body = piece.subarray(3);
    window.beginBlock();
    switch ((fields >> 1) & 3) {
      case 0:
        window.append(body);
        break;
      case 1:
        window.repeat(body[0] ?? 0, fields >> 3);
        break;
      case 2: {
        const literals = readLiterals(body, most, huffman);
        const sequences = readSequences(body.subarray(literals.length), tables);
        execute(sequences, literals.bytes, recent, window);
        huffman = literals.table;
        ({ tables } = sequences);
        break;
      }
      default:
        throw damagedStream('zstd', 'block of an unknown type');
    }
    const block = window.endBlock();
    if (block.length > 0) yield block;
  }
}
