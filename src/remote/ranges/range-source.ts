import { type ByteSource, checkRange } from '../../bytes/byte-source.js';
import type { RangeTarget } from './fetch-range.js';
import { MOST } from './post.js';
import type { RangeReader } from './range-thread.js';

/** What is asked for at once, at least. Headers of a tar lie far apart; images of CRIU are mostly smaller. */
const BLOCK = 32 * 1024;

/** Blocks that are remembered, of all sources one by one: 32 MiB. */
const REMEMBERED = 1024;

/** From so much on, what was read one behind the other, the next part is fetched before it is asked for. */
const SEQUENTIAL = 1024 ** 2;

/**
 * Random access to what lies on a server. Who reads here and there costs a block each time; who goes on where
 * the last ended is given more and more at a time, never more than as much again as was read.
 * @param first bytes that are known already
 */
export function rangeSource(
  target: RangeTarget,
  reader: RangeReader,
  first: Uint8Array,
): ByteSource {
  const blocks = new RangeBlocks(target, reader, first);
  return {
    size: target.size,
    place: { file: target.file },
    read(offset, length) {
      checkRange(this, offset, length);
      return blocks.read(offset, length);
    },
  };
}

class RangeBlocks {
  /** The one used last stands last. */
  private readonly blocks = new Map<number, Uint8Array>();
  private lastEnd = 0;
  private inARow: number;

  constructor(
    private readonly target: RangeTarget,
    private readonly reader: RangeReader,
    first: Uint8Array,
  ) {
    this.remember(0, first);
    this.lastEnd = first.length;
    this.inARow = first.length;
  }

  read(offset: number, length: number): Uint8Array {
    const index = Math.floor(offset / BLOCK);
    const within = offset - index * BLOCK;
    if (within + length <= BLOCK) {
      return this.block(index, offset + length).subarray(within, within + length);
    }
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const at = offset + done;
      const block = this.block(Math.floor(at / BLOCK), offset + length);
      const part = block.subarray(at % BLOCK, (at % BLOCK) + length - done);
      bytes.set(part, done);
      done += part.length;
    }
    return bytes;
  }

  /** @param wanted where what is asked for ends, which is fetched along with it */
  private block(index: number, wanted: number): Uint8Array {
    const known = this.blocks.get(index);
    if (known !== undefined) {
      this.blocks.delete(index);
      this.blocks.set(index, known);
      return known;
    }
    const start = index * BLOCK;
    const goesOn = start === this.lastEnd;
    const ahead = goesOn ? this.inARow : 0;
    const end = this.endOf(start, Math.max(wanted, start + ahead, start + BLOCK));
    this.inARow = (goesOn ? this.inARow : 0) + end - start;
    const next = this.inARow >= SEQUENTIAL ? this.endOf(end, end + this.inARow) - end : 0;
    this.remember(start, this.reader.read(this.target, start, end - start, next));
    this.lastEnd = end;
    return this.blocks.get(index) ?? new Uint8Array(0);
  }

  /** Of a part: a multiple of a block, no more than at once, up to what is known, or to the end. */
  private endOf(start: number, wanted: number): number {
    const most = Math.min(Math.ceil(wanted / BLOCK) * BLOCK, start + MOST);
    let end = Math.min(start + BLOCK, most);
    while (end < most && !this.blocks.has(end / BLOCK)) end += BLOCK;
    return Math.min(end, this.target.size);
  }

  private remember(start: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += BLOCK) {
      // A copy: the rest need not be kept for it.
      this.blocks.set((start + at) / BLOCK, bytes.slice(at, at + BLOCK));
    }
    for (const [oldest] of this.blocks) {
      if (this.blocks.size <= REMEMBERED) break;
      this.blocks.delete(oldest);
    }
  }
}
