import { alignedBytes } from './read-into.js';

/** Where less is read it does not matter where memory begins, and new memory costs next to nothing. */
const SMALL = 64 * 1024;

/** Memory that is used again and again: little as long as little is asked for at once, then as much as may be. */
export class ReusedMemory {
  private bytes = new Uint8Array(0);

  /** @param most bytes that are asked for at once */
  constructor(private readonly most: number) {}

  /** Good until the next call; what stood in it is still there. */
  take(length: number): Uint8Array {
    if (length > this.bytes.length) {
      const isSmall = length <= SMALL && length < this.most;
      this.bytes = isSmall ? new Uint8Array(length) : alignedBytes(this.most);
    }
    return this.bytes.subarray(0, length);
  }
}
