import { damagedStream } from '../compression-error.js';

/** Room behind the window, so that it has to be moved rarely. */
const SLACK = 4 * 1024 ** 2;
const FIRST_SIZE = 256 * 1024;

/** What was decoded last of a frame: the next block goes behind it, and matches reach back into it. */
export class FrameWindow {
  private bytes = new Uint8Array(FIRST_SIZE);
  private blockStart = 0;
  private end = 0;
  private blockLimit = 0;
  /** Bytes of the frame before the block, as far as a match may reach. */
  private reach = 0;

  /**
   * @param size bytes that a match may reach back
   * @param mostOfBlock bytes that a block may have
   */
  constructor(
    private readonly size: number,
    private readonly mostOfBlock: number,
  ) {}

  beginBlock(): void {
    this.reach = Math.min(this.size, this.reach + this.end - this.blockStart);
    if (this.end + this.mostOfBlock > this.bytes.length) this.makeRoom();
    this.blockStart = this.end;
    this.blockLimit = this.end + this.mostOfBlock;
  }

  /** What the block holds. */
  endBlock(): Uint8Array {
    return this.bytes.slice(this.blockStart, this.end);
  }

  append(bytes: Uint8Array): void {
    this.take(bytes.length);
    this.bytes.set(bytes, this.end - bytes.length);
  }

  repeat(byte: number, count: number): void {
    this.take(count);
    this.bytes.fill(byte, this.end - count, this.end);
  }

  /** Few bytes, mostly. */
  appendPart(source: Uint8Array, start: number, count: number): void {
    const at = this.end;
    this.take(count);
    const { bytes } = this;
    if (count > 32) bytes.set(source.subarray(start, start + count), at);
    else for (let index = 0; index < count; index++) bytes[at + index] = source[start + index] ?? 0;
  }

  /** Repeats what lies `distance` back; a match may overlap itself. */
  match(distance: number, count: number): void {
    const at = this.end;
    if (distance === 0 || distance > this.reach + at - this.blockStart || distance > this.size) {
      throw damagedStream('zstd', 'a match reaches back too far');
    }
    this.take(count);
    const { bytes } = this;
    if (distance === 1) bytes.fill(bytes[at - 1] ?? 0, at, at + count);
    else if (count > 32 && distance >= count)
      bytes.copyWithin(at, at - distance, at - distance + count);
    else for (let to = at; to < at + count; to++) bytes[to] = bytes[to - distance] ?? 0;
  }

  private take(count: number): void {
    if (this.end + count > this.blockLimit) throw damagedStream('zstd', 'block too large');
    this.end += count;
  }

  /** Moves what a match may reach to the beginning, of more memory if need be. */
  private makeRoom(): void {
    const kept = this.bytes.subarray(this.end - this.reach, this.end);
    const wanted = this.reach + this.mostOfBlock;
    // Twice what is there, so that all moves together cost no more than what was decoded.
    const isLarge = this.bytes.length >= wanted + Math.min(this.size, SLACK);
    if (isLarge) this.bytes.copyWithin(0, this.end - this.reach, this.end);
    else {
      const grown = new Uint8Array(
        Math.max(wanted, Math.min(2 * this.bytes.length, this.size + this.mostOfBlock + SLACK)),
      );
      grown.set(kept);
      this.bytes = grown;
    }
    this.end = this.reach;
  }
}
