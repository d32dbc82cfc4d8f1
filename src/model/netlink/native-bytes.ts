import { CheckpointError, type Place } from '../../bytes/checkpoint-error.js';

/**
 * A run of a structure that the kernel laid out in memory, in the byte order of the host that wrote
 * it. Reading beyond its end is an error that tells where in the image.
 */
export class NativeBytes {
  private readonly view: DataView;

  /** @param offset where the run begins in the image */
  constructor(
    private readonly content: Uint8Array,
    readonly bigEndian: boolean,
    private readonly place: Place,
    readonly offset = 0,
  ) {
    this.view = new DataView(content.buffer, content.byteOffset, content.length);
  }

  get length(): number {
    return this.content.length;
  }

  u8(at: number): number {
    this.check(at, 1);
    return this.view.getUint8(at);
  }

  u16(at: number): number {
    this.check(at, 2);
    return this.view.getUint16(at, !this.bigEndian);
  }

  u32(at: number): number {
    this.check(at, 4);
    return this.view.getUint32(at, !this.bigEndian);
  }

  bytes(at = 0, length = this.length - at): Uint8Array {
    this.check(at, length);
    return this.content.subarray(at, at + length);
  }

  part(at: number, length = this.length - at): NativeBytes {
    return new NativeBytes(this.bytes(at, length), this.bigEndian, this.place, this.offset + at);
  }

  fail(sentence: string, at = 0): never {
    const place = { ...this.place, offset: this.offset + at };
    throw new CheckpointError('invalid-image', sentence, place);
  }

  private check(at: number, length: number): void {
    if (length >= 0 && at + length <= this.length) return;
    this.fail(`${length} bytes are expected where ${Math.max(this.length - at, 0)} are left`, at);
  }
}
