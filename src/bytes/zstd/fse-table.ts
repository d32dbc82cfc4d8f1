import { damagedStream } from '../compression-error.js';

/** A decoding table of finite state entropy: for each state its symbol, and how the next state is found. */
export interface FseTable {
  /** Bits of a state. */
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  readonly bases: Uint16Array;
}

/** Which codes there may be. */
export interface FseLimits {
  readonly maxLog: number;
  readonly maxSymbol: number;
}

const MIN_LOG = 5;

/** A table of one symbol, which takes no bits. */
export function singleSymbol(symbol: number): FseTable {
  return {
    log: 0,
    symbols: Uint8Array.of(symbol),
    bits: new Uint8Array(1),
    bases: new Uint16Array(1),
  };
}

/**
 * The table that is told at the beginning of `bytes` (RFC 8878, 4.1.1).
 * @returns also how many bytes tell it
 */
export function readFseTable(
  bytes: Uint8Array,
  { maxLog, maxSymbol }: FseLimits,
): { table: FseTable; length: number } {
  let position = 0;
  const peek = (count: number): number => {
    const byte = position >> 3;
    const word =
      (bytes[byte] ?? 0) | ((bytes[byte + 1] ?? 0) << 8) | ((bytes[byte + 2] ?? 0) << 16);
    return (word >>> (position & 7)) & ((1 << count) - 1);
  };
  const log = MIN_LOG + peek(4);
  position += 4;
  if (log > maxLog) throw damaged();
  const probabilities: number[] = [];
  for (let left = 1 << log; left > 0;) {
    if (probabilities.length > maxSymbol) throw damaged();
    // Values up to `left` + 1: the lower ones take a bit less.
    const count = 32 - Math.clz32(left + 1);
    const short = peek(count - 1);
    const shortValues = (1 << count) - 2 - left;
    const long = peek(count);
    const isShort = short < shortValues;
    const value = isShort ? short : long < 1 << (count - 1) ? long : long - shortValues;
    position += isShort ? count - 1 : count;
    const probability = value - 1;
    left -= Math.abs(probability);
    probabilities.push(probability);
    if (probability !== 0) continue;
    for (let zeros = 3; zeros === 3; position += 2) {
      zeros = peek(2);
      for (let index = 0; index < zeros; index++) probabilities.push(0);
      if (probabilities.length > maxSymbol + 1) throw damaged();
    }
  }
  const length = Math.ceil(position / 8);
  if (length > bytes.length || probabilities.length > maxSymbol + 1) throw damaged();
  return { table: fseTable(log, probabilities), length };
}

/** @param probabilities by symbol; -1 stands for less than one (RFC 8878, 4.1.1) */
export function fseTable(log: number, probabilities: readonly number[]): FseTable {
  const size = 1 << log;
  const symbols = new Uint8Array(size);
  const next = new Uint16Array(probabilities.length);
  let high = size;
  for (const [symbol, probability] of probabilities.entries()) {
    if (probability === -1) symbols[--high] = symbol;
    next[symbol] = Math.abs(probability);
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let state = 0;
  for (const [symbol, probability] of probabilities.entries()) {
    for (let count = 0; count < probability; count++) {
      symbols[state] = symbol;
      do state = (state + step) & (size - 1);
      while (state >= high);
    }
  }
  const bits = new Uint8Array(size);
  const bases = new Uint16Array(size);
  for (const [index, symbol] of symbols.entries()) {
    const ordinal = next[symbol] ?? 0;
    next[symbol] = ordinal + 1;
    const count = log - (31 - Math.clz32(ordinal));
    bits[index] = count;
    bases[index] = (ordinal << count) - size;
  }
  return { log, symbols, bits, bases };
}

function damaged(): Error {
  return damagedStream('zstd', 'bad table of probabilities');
}
