/** How a number is written, by the letters of GNU strings' -t. */
export type Radix = 'd' | 'o' | 'x';

/** Base, how many digits are made at once, and what numbers these stand for. */
const RADICES: Readonly<Record<Radix, readonly [number, number, number]>> = {
  d: [10, 7, 10 ** 7],
  o: [8, 8, 8 ** 8],
  x: [16, 6, 16 ** 6],
};

const DIGITS = Buffer.from('0123456789abcdef');

/** No number of 64 bits has more. */
const MOST_DIGITS = 22;

/** Up to this many bytes a loop is faster than a call of the system's copy. */
const FEW = 48;

/** Collects lines of which there may be millions as bytes: texts that are put together cost a multiple. */
export class LineBytes {
  private bytes: Buffer;
  private at = 0;

  /** @param usual bytes that are collected before they are taken */
  constructor(private readonly usual: number) {
    this.bytes = Buffer.allocUnsafe(usual);
  }

  get size(): number {
    return this.at;
  }

  /** The first `length` bytes of `part`. */
  put(part: Uint8Array, length = part.length): void {
    this.makeRoom(length);
    if (length > FEW) {
      this.bytes.set(length === part.length ? part : part.subarray(0, length), this.at);
    } else {
      for (let index = 0; index < length; index++) this.bytes[this.at + index] = part[index] ?? 0;
    }
    this.at += length;
  }

  putNumber(value: bigint, radix: Radix): void {
    this.makeRoom(MOST_DIGITS);
    const [base, digits, unit] = RADICES[radix];
    const number = Number(value);
    if (number > Number.MAX_SAFE_INTEGER) {
      this.at += this.bytes.write(value.toString(base), this.at, 'latin1');
      return;
    }
    // Integers of 32 bits are divided much faster than others.
    const high = Math.floor(number / unit);
    if (high > 0) this.putSmall(high, base, 1);
    this.putSmall(number - high * unit, base, high > 0 ? digits : 1);
  }

  /** All that was collected; it is the caller's. */
  take(): Uint8Array {
    const taken = this.bytes.subarray(0, this.at);
    this.bytes = Buffer.allocUnsafe(this.usual);
    this.at = 0;
    return taken;
  }

  /** @param least digits, of which the first may be zeros */
  private putSmall(value: number, base: number, least: number): void {
    let count = least;
    for (let rest = (value / base ** least) | 0; rest > 0; rest = (rest / base) | 0) {
      count += 1;
    }
    let rest = value;
    for (let index = this.at + count - 1; index >= this.at; index--) {
      const next = (rest / base) | 0;
      this.bytes[index] = DIGITS[rest - next * base] ?? 0;
      rest = next;
    }
    this.at += count;
  }

  private makeRoom(length: number): void {
    if (this.at + length <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.at + length, 2 * this.bytes.length));
    larger.set(this.bytes.subarray(0, this.at));
    this.bytes = larger;
  }
}
