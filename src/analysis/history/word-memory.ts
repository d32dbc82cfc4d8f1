import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { ProcessMemory } from '../../model/memory/memory-view.js';
import { processPieces } from '../search/process-pieces.js';
import { readPiece } from '../search/read-hit.js';

/** Bytes of one process that are looked at; a shell has some hundred thousand. */
const MOST = 512 * 1024 * 1024;

/** A line that is longer is cut. */
const LONGEST_TEXT = 64 * 1024;

/** Bytes of texts that are looked at. Texts that were typed do not overlap, and are some megabytes at the most. */
const MOST_TEXT = 64 * 1024 * 1024;

interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly bytes: Buffer;
}

/**
 * The memory that a process can write to, as pointers see it. Addresses are numbers: those of processes lie
 * below 2^53.
 */
export class WordMemory {
  /** 4 or 8. */
  readonly wordSize: 4 | 8;
  /** By address. */
  private readonly stretches: readonly Stretch[];
  private looked = 0;
  /** Bytes that were not looked at, or not for all that could stand there. */
  private skipped = 0;
  private last: Stretch | undefined;

  /**
   * @param most bytes of it that are looked at: regions that are larger than what is left are not
   * @throws CheckpointError when the pagemap of a parent is damaged
   */
  constructor(process: ProcessMemory, most = MOST) {
    const stretches: Stretch[] = [];
    let size = 0;
    const filter = { permissions: (text: string) => text.includes('w') };
    const wanted = { filter, isWanted: () => true, isArguments: false };
    for (const piece of processPieces(process, wanted)) {
      if (size + piece.size > most) {
        this.skip(piece.size);
        continue;
      }
      size += piece.size;
      const { bytes } = readPiece(piece, 0, piece.size);
      const start = Number(piece.address);
      stretches.push({ start, end: start + piece.size, bytes: Buffer.from(bytes.buffer) });
    }
    this.stretches = stretches.sort((a, b) => a.start - b.start);
    // The stack of a process with words of eight bytes lies far above 4 GiB.
    this.wordSize = stretches.every(({ end }) => end <= 2 ** 32) ? 4 : 8;
  }

  skip(size: number): void {
    this.skipped += size;
  }

  /** @throws CheckpointError `limit` if something was skipped */
  checkWhole(): void {
    if (this.skipped === 0) return;
    throw new CheckpointError('limit', `${this.skipped} bytes of memory were not looked at`);
  }

  /** Undefined where there is no such memory. */
  wordAt(address: number): number | undefined {
    const stretch = this.stretchOf(address);
    if (stretch === undefined || address + this.wordSize > stretch.end) return undefined;
    return this.read(stretch.bytes, address - stretch.start);
  }

  /** A number of four bytes. */
  intAt(address: number): number | undefined {
    const stretch = this.stretchOf(address);
    if (stretch === undefined || address + 4 > stretch.end) return undefined;
    return stretch.bytes.readInt32LE(address - stretch.start);
  }

  /**
   * Bytes up to a zero; undefined where there is no memory, or no zero.
   * @throws CheckpointError `limit` where texts overlap without end, as only forged ones do
   */
  stringAt(address: number): Buffer | undefined {
    if (this.stretchOf(address) === undefined) return undefined;
    const text = this.shortAt(address, LONGEST_TEXT);
    this.looked += text?.length ?? LONGEST_TEXT;
    if (this.looked > MOST_TEXT) {
      throw new CheckpointError('limit', `lines of more than ${MOST_TEXT} bytes in its memory`);
    }
    return text;
  }

  /** The same of what is shorter than some length; there can be any number of them. */
  shortAt(address: number, longest: number): Buffer | undefined {
    const stretch = this.stretchOf(address);
    if (stretch === undefined) return undefined;
    const at = address - stretch.start;
    const end = stretch.bytes.subarray(at, at + longest).indexOf(0);
    return end < 0 ? undefined : stretch.bytes.subarray(at, at + end);
  }

  /** All words at multiples of their size, with their addresses. */
  *words(): Generator<readonly [address: number, word: number]> {
    for (const { start, bytes } of this.stretches) {
      for (let at = 0; at + this.wordSize <= bytes.length; at += this.wordSize) {
        const word = this.read(bytes, at);
        if (word !== 0) yield [start + at, word];
      }
    }
  }

  /** Where a byte stands, at multiples of a word's size. */
  *aligned(byte: number): Generator<number> {
    for (const { start, bytes } of this.stretches) {
      for (let at = 0; at < bytes.length; at += this.wordSize) {
        if (bytes[at] === byte) yield start + at;
      }
    }
  }

  private read(bytes: Buffer, at: number): number {
    const low = bytes.readUInt32LE(at);
    return this.wordSize === 4 ? low : low + bytes.readUInt32LE(at + 4) * 2 ** 32;
  }

  private stretchOf(address: number): Stretch | undefined {
    const holds = ({ start, end }: Stretch) => address >= start && address < end;
    if (this.last !== undefined && holds(this.last)) return this.last;
    let low = 0;
    let high = this.stretches.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.stretches[middle]?.start ?? 0) <= address) low = middle + 1;
      else high = middle;
    }
    const found = this.stretches[low - 1];
    if (found === undefined || !holds(found)) return undefined;
    this.last = found;
    return found;
  }
}
