/** How a machine lays out numbers in memory. */
export interface ByteLayout {
  /** Bytes of a `long` and of an address. */
  readonly wordBytes: 4 | 8;
  readonly bigEndian: boolean;
}

type FieldNumber = bigint | number | undefined;

/**
 * Writes the fields of a C structure one after another, as the machine lays them out. What an image
 * does not tell (undefined) is 0; what is too wide is cut.
 */
export class FieldWriter {
  private bytes: Buffer = Buffer.alloc(256);
  private length = 0;

  constructor(readonly layout: ByteLayout) {}

  u8(value: FieldNumber): this {
    return this.put(value, 1);
  }

  u16(value: FieldNumber): this {
    return this.put(value, 2);
  }

  u32(value: FieldNumber): this {
    return this.put(value, 4);
  }

  u64(value: FieldNumber): this {
    return this.put(value, 8);
  }

  /** A `long` or an address. */
  word(value: FieldNumber): this {
    return this.put(value, this.layout.wordBytes);
  }

  /** Exactly `count` numbers of a list; those that it does not have are 0. */
  list(values: readonly FieldNumber[] | undefined, count: number, size: 4 | 8): this {
    for (let index = 0; index < count; index++) this.put(values?.[index], size);
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.room(bytes.length).set(bytes, this.length);
    this.length += bytes.length;
    return this;
  }

  zeros(count: number): this {
    this.room(count).fill(0, this.length, this.length + count);
    this.length += count;
    return this;
  }

  /** Zeros up to the next multiple. */
  align(multiple: number): this {
    return this.zeros((multiple - (this.length % multiple)) % multiple);
  }

  /** Zeros up to this offset. */
  upTo(offset: number): this {
    return this.zeros(offset - this.length);
  }

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private put(value: FieldNumber, size: 1 | 2 | 4 | 8): this {
    const bytes = this.room(size);
    const at = this.length;
    const { bigEndian } = this.layout;
    if (size === 8) {
      const number = BigInt.asUintN(64, BigInt(value ?? 0));
      if (bigEndian) bytes.writeBigUInt64BE(number, at);
      else bytes.writeBigUInt64LE(number, at);
    } else {
      const number = Number(BigInt.asUintN(8 * size, BigInt(value ?? 0)));
      if (bigEndian) bytes.writeUIntBE(number, at, size);
      else bytes.writeUIntLE(number, at, size);
    }
    this.length += size;
    return this;
  }

  private room(count: number): Buffer {
    const wanted = this.length + count;
    if (wanted > this.bytes.length) {
      const larger = Buffer.alloc(Math.max(wanted, 2 * this.bytes.length));
      larger.set(this.bytes);
      this.bytes = larger;
    }
    return this.bytes;
  }
}
