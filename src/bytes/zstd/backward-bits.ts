import { damagedStream } from '../compression-error.js';

/**
 * Bits that are read from the end of some bytes to their beginning (RFC 8878, 4.1): the highest set bit of
 * the last byte marks where they start.
 */
export class BackwardBits {
  /** Bits that are left; negative when more were read than there are, which come as zeros. */
  left: number;

  /** The bytes, and some zeros behind them. */
  readonly words: DataView;

  constructor(bytes: Uint8Array) {
    const last = bytes.at(-1) ?? 0;
    if (last === 0) throw damagedStream('zstd', 'bits without an end');
    this.left = bytes.length * 8 - 8 + (31 - Math.clz32(last));
    // Whole words are read; behind the last byte there must be some for it.
    const padded = new Uint8Array(bytes.length + 4);
    padded.set(bytes);
    this.words = new DataView(padded.buffer);
  }

  /** At most 24 bits. */
  read(count: number): number {
    this.left -= count;
    return bitsAt(this.words, this.left, count);
  }

  /** What the next `count` bits are, at most 24. */
  peek(count: number): number {
    return bitsAt(this.words, this.left - count, count);
  }
}

/** At most 24 bits; zeros before the first. Loops that must be quick keep the position themselves. */
export function bitsAt(words: DataView, position: number, count: number): number {
  if (position < 0) {
    return position + count <= 0 ? 0 : bitsAt(words, 0, position + count) << -position;
  }
  return (words.getUint32(position >> 3, true) >>> (position & 7)) & ((1 << count) - 1);
}
