/** Of the format: the last bytes are literals, and no match begins in these. */
const LAST_LITERALS = 5;
const NO_MATCH_IN = 12;

const LEAST_MATCH = 4;
const MAX_DISTANCE = 65535;

const HASH_BITS = 13;

/** Places at which no match was found, after which the steps become longer; as many times the acceleration. */
const SKIP_BITS = 6;

/** Encodes LZ4 blocks without frames, each by itself. */
export class Lz4Encoder {
  /** Where four bytes of a hash were last seen, counted over all blocks, so that none has to be cleared. */
  private readonly seen = new Float64Array(1 << HASH_BITS).fill(-1);
  private before = 0;

  /** @param acceleration 1 for the best ratio; the higher, the faster and the larger */
  constructor(private readonly acceleration = 1) {}

  /**
   * Encodes all of `input` into `output`.
   * @returns the bytes that it takes; undefined if they are no fewer than `output` has room for
   */
  encode(input: Uint8Array, output: Uint8Array): number | undefined {
    const { seen, before, acceleration } = this;
    this.before += input.length;
    const view = new DataView(input.buffer, input.byteOffset, input.length);
    const lastStart = input.length - NO_MATCH_IN;
    const matchEnd = input.length - LAST_LITERALS;
    const writer = new SequenceWriter(input, output);
    let anchor = 0;
    let tries = acceleration << SKIP_BITS;
    for (let at = 0; at <= lastStart;) {
      const word = view.getUint32(at, true);
      const hash = Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);
      const candidate = (seen[hash] ?? -1) - before;
      seen[hash] = before + at;
      const isMatch =
        candidate >= 0 &&
        at - candidate <= MAX_DISTANCE &&
        view.getUint32(candidate, true) === word;
      if (!isMatch) {
        at += tries++ >> SKIP_BITS;
        continue;
      }
      let length = LEAST_MATCH;
      while (at + length < matchEnd && input[candidate + length] === input[at + length]) length++;
      if (!writer.sequence(anchor, at, at - candidate, length)) return undefined;
      at += length;
      anchor = at;
      tries = acceleration << SKIP_BITS;
    }
    return writer.literals(anchor, input.length) ? writer.size : undefined;
  }
}

class SequenceWriter {
  size = 0;

  constructor(
    private readonly input: Uint8Array,
    private readonly output: Uint8Array,
  ) {}

  /** Returns whether there was room. */
  sequence(literalStart: number, literalEnd: number, distance: number, length: number): boolean {
    const more = length - LEAST_MATCH;
    if (!this.head(literalStart, literalEnd, Math.min(more, 15), more)) return false;
    this.output[this.size++] = distance & 0xff;
    this.output[this.size++] = distance >> 8;
    if (more >= 15) this.extra(more - 15);
    return true;
  }

  literals(start: number, end: number): boolean {
    return this.head(start, end, 0, 0);
  }

  private head(start: number, end: number, low: number, more: number): boolean {
    const count = end - start;
    const room = 1 + count + Math.ceil((count + more) / 255) + 4;
    if (this.size + room > this.output.length) return false;
    this.output[this.size++] = (Math.min(count, 15) << 4) | low;
    if (count >= 15) this.extra(count - 15);
    this.output.set(this.input.subarray(start, end), this.size);
    this.size += count;
    return true;
  }

  /** A length beyond what the token holds. */
  private extra(length: number): void {
    let left = length;
    for (; left >= 255; left -= 255) this.output[this.size++] = 255;
    this.output[this.size++] = left;
  }
}
