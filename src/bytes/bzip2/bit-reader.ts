import { truncatedStream } from '../compression-error.js';

/** Bits out of bytes in memory, the highest of each byte first. */
export class BitReader {
  /** Whole bytes that have been touched. */
  position = 0;
  private held = 0;
  private heldBits = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** `count` bits, at most 24, as a number. */
  read(count: number): number {
    while (this.heldBits < count) {
      const byte = this.bytes[this.position];
      if (byte === undefined) throw truncatedStream('bzip2');
      this.position += 1;
      // Bits above the 24 that are wanted fall out at the top.
      this.held = (this.held << 8) | byte;
      this.heldBits += 8;
    }
    this.heldBits -= count;
    return (this.held >>> this.heldBits) & ((1 << count) - 1);
  }

  read32(): number {
    return ((this.read(16) << 16) | this.read(16)) >>> 0;
  }

  /** Bits of the byte at `position` - 1 that are still to come. */
  get pendingBits(): number {
    return this.heldBits;
  }

  /** Skips to the next byte boundary. */
  align(): void {
    this.heldBits = 0;
  }
}
