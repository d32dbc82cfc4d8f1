import { namesOfFlags, type FlagFields } from './flag-fields.js';

/** A register of a thread as it stands in its core image. */
export interface Register {
  /** As gdb calls it. */
  readonly name: string;
  readonly bits: number;
  /** Its bits as an unsigned number; the lowest byte of a vector first in memory. */
  readonly value: bigint;
  readonly type: RegisterType;
  /** Names of the bits that are set, of a register of flags. */
  readonly flags?: readonly string[];
}

/** What a register holds, which decides how it reads best. */
export type RegisterType = 'integer' | 'address' | 'flags' | 'float' | 'vector';

/** The registers of a thread. */
export interface ThreadRegisters {
  readonly architecture: RegisterArchitecture;
  /** Those that gdb's `info registers` shows, in its order. */
  readonly general: readonly Register[];
  /** What `info all-registers` has besides: floating point, vectors, system. */
  readonly others: readonly Register[];
}

/** Which set of registers: a 32-bit program on an x86-64 kernel has those of i386. */
export type RegisterArchitecture =
  'x86-64' | 'i386' | 'aarch64' | 'arm' | 'ppc64' | 's390x' | 'riscv64' | 'loongarch64' | 'mips64';

/** Fields of an image may be missing or too wide: what is missing is 0, what is too wide is cut. */
type FieldNumber = bigint | number | undefined;

export function integer(name: string, value: FieldNumber, bits = 64): Register {
  return { name, bits, value: unsigned(value, bits), type: 'integer' };
}

export function address(name: string, value: FieldNumber, bits = 64): Register {
  return { name, bits, value: unsigned(value, bits), type: 'address' };
}

export function flags(name: string, value: FieldNumber, fields: FlagFields, bits = 32): Register {
  const number = unsigned(value, bits);
  return { name, bits, value: number, type: 'flags', flags: namesOfFlags(number, fields) };
}

/** A floating point number of 32, 64 or (x87) 80 bits. */
export function float(name: string, value: FieldNumber, bits = 64): Register {
  return { name, bits, value: unsigned(value, bits), type: 'float' };
}

/**
 * A vector of the words of an image.
 * @param wordBits bits of each of them
 * @param words lowest first
 */
export function vector(name: string, words: readonly FieldNumber[], wordBits: 32 | 64): Register {
  return {
    name,
    bits: words.length * wordBits,
    value: joinWords(words, wordBits),
    type: 'vector',
  };
}

/** The number whose lowest bits are the first word. */
export function joinWords(words: readonly FieldNumber[], wordBits: 32 | 64): bigint {
  return words.reduceRight<bigint>(
    (sum, word) => (sum << BigInt(wordBits)) | unsigned(word, wordBits),
    0n,
  );
}

/** `r0`, `r1` ... of a list of words. */
export function numbered(
  prefix: string,
  count: number,
  make: (name: string, index: number) => Register,
): Register[] {
  return Array.from({ length: count }, (_, index) => make(`${prefix}${index}`, index));
}

function unsigned(value: FieldNumber, bits: number): bigint {
  return BigInt.asUintN(bits, BigInt(value ?? 0));
}
