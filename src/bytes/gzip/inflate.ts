import {
  FIXED_DISTANCES,
  FIXED_LITERALS,
  type HuffmanTable,
  huffmanTable,
} from './huffman-table.js';

/** How decoding ended, and how many bytes of the input belong to the stream. */
export interface InflateEnd {
  readonly end: 'complete' | 'truncated' | 'damaged';
  readonly used: number;
}

/** A match reaches back no further. */
const HISTORY = 32 * 1024;
const CHUNK = 128 * 1024;
const LONGEST_MATCH = 258;
const END_OF_BLOCK = 256;

/** RFC 1951, 3.2.5: where the lengths and distances of each code begin, and their further bits. */
const LENGTHS = bases(
  3,
  [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5],
);
const DISTANCES = bases(1, [
  0,
  0,
  0,
  0,
  ...Array.from({ length: 26 }, (_, index) => 1 + (index >> 1)),
]);

/** RFC 1951, 3.2.7: the order in which the lengths of length codes stand. */
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/**
 * Decodes a deflate stream (RFC 1951) that lies in memory, to the last byte before it is cut off or
 * damaged: Node's decoder keeps what it made of a piece to itself when it meets an error in it.
 */
export function inflate(input: Uint8Array): Generator<Uint8Array, InflateEnd> {
  return new Inflater(input).run();
}

/** Nobody else has it meanwhile: it is over before anything else begins. */
let probeWindow: Uint8Array<ArrayBuffer> | undefined;

/**
 * Whether bytes begin with a deflate stream, as far as they go: what is cut is none the less one. Of what is none
 * that is known soon, without an error or much memory, so that it can be asked of many places.
 */
export function mayBeDeflated(input: Uint8Array): boolean {
  probeWindow ??= newWindow();
  const running = new Inflater(input, probeWindow).run();
  let next = running.next();
  for (; next.done !== true; next = running.next()) {
    // More comes of chance in no case.
    if (next.value.length >= CHUNK) return true;
  }
  return next.value.end !== 'damaged';
}

class Stop extends Error {
  constructor(readonly end: InflateEnd['end']) {
    super(end);
  }
}

/** The same ones each time: to make an error takes longer than to decode some bytes. */
const DAMAGED = new Stop('damaged');
const TRUNCATED = new Stop('truncated');

function newWindow(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(HISTORY + CHUNK + LONGEST_MATCH);
}

class Inflater {
  private at = 0;
  private bits = 0;
  private bitCount = 0;
  /** Where the next byte goes; what lies before HISTORY was given already. */
  private filled = HISTORY;
  /** Bytes that a match may reach back. */
  private reach = 0;

  constructor(
    private readonly input: Uint8Array,
    private readonly window = newWindow(),
  ) {}

  *run(): Generator<Uint8Array, InflateEnd> {
    let end: InflateEnd['end'] = 'complete';
    try {
      for (let isLast = false; !isLast;) {
        isLast = this.take(1) === 1;
        const type = this.take(2);
        if (type === 0) yield* this.stored();
        else if (type === 1) yield* this.compressed(FIXED_LITERALS, FIXED_DISTANCES);
        else if (type === 2) yield* this.compressed(...this.tables());
        else throw DAMAGED;
      }
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      ({ end } = error);
    }
    if (this.filled > HISTORY) yield this.window.slice(HISTORY, this.filled);
    return { end, used: this.at - (this.bitCount >> 3) };
  }

  private *stored(): Generator<Uint8Array> {
    this.take(this.bitCount & 7);
    const length = this.take(16);
    if ((this.take(16) ^ length) !== 0xffff) throw DAMAGED;
    for (let left = length; left > 0; left--) {
      const byte = this.take(8);
      this.window[this.filled++] = byte;
      if (this.filled >= HISTORY + CHUNK) yield this.flush();
    }
  }

  private *compressed(literals: HuffmanTable, distances: HuffmanTable): Generator<Uint8Array> {
    for (;;) {
      const symbol = this.symbol(literals);
      if (symbol === END_OF_BLOCK) return;
      if (symbol < END_OF_BLOCK) this.window[this.filled++] = symbol;
      else this.copy(this.length(symbol - 257), distances);
      if (this.filled >= HISTORY + CHUNK) yield this.flush();
    }
  }

  private length(code: number): number {
    // The last code has no further bits, although the one before it could tell the same.
    return code === 28 ? LONGEST_MATCH : this.based(LENGTHS, code);
  }

  private copy(length: number, distances: HuffmanTable): void {
    const distance = this.based(DISTANCES, this.symbol(distances));
    const { window, filled } = this;
    if (distance > this.reach + filled - HISTORY) throw DAMAGED;
    // Byte by byte: a match may overlap itself.
    for (let at = filled; at < filled + length; at++) window[at] = window[at - distance] ?? 0;
    this.filled += length;
  }

  private based({ starts, extra }: typeof LENGTHS, code: number): number {
    const start = starts[code];
    if (start === undefined) throw DAMAGED;
    return start + this.take(extra[code] ?? 0);
  }

  /** Gives what is there, of which the end stays to be reached back to. */
  private flush(): Uint8Array {
    const chunk = this.window.slice(HISTORY, this.filled);
    this.window.copyWithin(0, this.filled - HISTORY, this.filled);
    this.reach = Math.min(HISTORY, this.reach + chunk.length);
    this.filled = HISTORY;
    return chunk;
  }

  /** RFC 1951, 3.2.7. */
  private tables(): [HuffmanTable, HuffmanTable] {
    const literalCount = 257 + this.take(5);
    const distanceCount = 1 + this.take(5);
    const codeCount = 4 + this.take(4);
    if (literalCount > 286 || distanceCount > 30) throw DAMAGED;
    const codeLengths = new Uint8Array(19);
    for (const code of CODE_ORDER.slice(0, codeCount)) codeLengths[code] = this.take(3);
    const codes = this.table(codeLengths, false);
    const lengths = new Uint8Array(literalCount + distanceCount);
    for (let at = 0; at < lengths.length;) {
      const symbol = this.symbol(codes);
      if (symbol < 16) {
        lengths[at++] = symbol;
        continue;
      }
      if (symbol === 16 && at === 0) throw DAMAGED;
      const value = symbol === 16 ? (lengths[at - 1] ?? 0) : 0;
      const count =
        symbol === 16 ? 3 + this.take(2) : symbol === 17 ? 3 + this.take(3) : 11 + this.take(7);
      if (at + count > lengths.length) throw DAMAGED;
      lengths.fill(value, at, at + count);
      at += count;
    }
    if (lengths[END_OF_BLOCK] === 0) throw DAMAGED;
    return [
      this.table(lengths.subarray(0, literalCount)),
      this.table(lengths.subarray(literalCount)),
    ];
  }

  private table(lengths: Uint8Array, mayBeIncomplete = true): HuffmanTable {
    const table = huffmanTable(lengths, mayBeIncomplete);
    if (table === undefined) throw DAMAGED;
    return table;
  }

  private symbol({ entries, longest }: HuffmanTable): number {
    this.fill(longest);
    const entry = entries[this.bits & ((1 << longest) - 1)] ?? 0;
    const length = entry & 15;
    if (length > this.bitCount) throw TRUNCATED;
    if (length === 0) throw this.bitCount < longest ? TRUNCATED : DAMAGED;
    this.bits >>>= length;
    this.bitCount -= length;
    return entry >>> 4;
  }

  /** The next bits, the lowest first; at most 16. */
  private take(count: number): number {
    this.fill(count);
    if (this.bitCount < count) throw TRUNCATED;
    const value = this.bits & ((1 << count) - 1);
    this.bits >>>= count;
    this.bitCount -= count;
    return value;
  }

  private fill(count: number): void {
    while (this.bitCount < count && this.at < this.input.length) {
      this.bits |= (this.input[this.at++] ?? 0) << this.bitCount;
      this.bitCount += 8;
    }
  }
}

function bases(start: number, extra: readonly number[]): { starts: number[]; extra: number[] } {
  const starts: number[] = [];
  let next = start;
  for (const bits of extra) {
    starts.push(next);
    next += 1 << bits;
  }
  return { starts, extra: [...extra] };
}
