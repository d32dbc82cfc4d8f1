import { bufferAt, latin1, type CarvedBytes, type FileFormat } from './file-format.js';

/** Bytes behind the tag of each kind of constant (JVMS, 4.4); those of 5 and 6 count twice. */
const CONSTANTS: Readonly<Record<number, number>> = {
  ...{ 3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4 },
  ...{ 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2 },
};

const TEXT = 1;
const MAX_LENGTH = 16 * 1024 ** 2;

/** The Java Virtual Machine Specification, 4.1. */
export const javaClass: FileFormat = {
  name: 'Java class',
  ending: '.class',
  magic: latin1('\xca\xfe\xba\xbe'),
  lengthOf(bytes) {
    const reader = new ClassReader(bytes);
    try {
      reader.skip(6);
      const version = reader.u2();
      if (version < 45 || version > 100) return undefined;
      reader.constants();
      reader.skip(6);
      reader.skip(2 * reader.u2());
      for (let list = 0; list < 2; list++) {
        for (let left = reader.u2(); left > 0; left--) {
          reader.skip(6);
          reader.attributes();
        }
      }
      reader.attributes();
      return reader.at;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  },
};

/** @throws RangeError behind the end */
class ClassReader {
  at = 0;

  constructor(private readonly bytes: CarvedBytes) {}

  skip(count: number): void {
    this.at += count;
    if (this.at > Math.min(this.bytes.size, MAX_LENGTH)) throw new RangeError('behind the end');
  }

  u2(): number {
    this.skip(2);
    return bufferAt(this.bytes, this.at - 2, 2).readUInt16BE(0);
  }

  constants(): void {
    for (let left = this.u2() - 1; left > 0; left--) {
      const tag = bufferAt(this.bytes, this.at, 1)[0] ?? 0;
      this.skip(1);
      const size = tag === TEXT ? this.u2() : CONSTANTS[tag];
      if (size === undefined) throw new RangeError('no constant');
      this.skip(size);
      if (tag === 5 || tag === 6) left--;
    }
  }

  attributes(): void {
    for (let left = this.u2(); left > 0; left--) {
      this.skip(6);
      this.skip(bufferAt(this.bytes, this.at - 4, 4).readUInt32BE(0));
    }
  }
}
