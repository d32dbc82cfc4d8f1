import { BitReader } from './bzip2/bit-reader.js';
import { readBlock } from './bzip2/block.js';
import { textOfBlock } from './bzip2/text-of-block.js';
import { CheckpointError } from './checkpoint-error.js';
import { ChunkReader } from './chunk-reader.js';
import { damagedStream, locatedError, truncatedStream } from './compression-error.js';

const BLOCK_UNIT = 100_000;
const BLOCK_MAGIC = 0x314159265359;
const END_MAGIC = 0x177245385090;

/** bzip2. Streams may follow one another, zeros behind them are padding. All CRCs are checked. */
export async function* bunzip2(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new Lookahead(new ChunkReader(chunks));
  try {
    while (await input.skipZeros()) yield* readStream(input);
  } catch (error) {
    if (!(error instanceof CheckpointError) || error.code !== 'unexpected-eof') {
      throw locatedError(error, input.offset);
    }
    // If it is not cut but could not be read on, that is the error.
    await input.fail();
    throw locatedError(error, input.end);
  } finally {
    await input.close();
  }
}

async function* readStream(input: Lookahead): AsyncGenerator<Uint8Array> {
  const header = new BitReader(await input.atLeast(4));
  const capacity = readLevel(header) * BLOCK_UNIT;
  input.drop(4);
  // Blocks are not aligned to bytes: so many bits of the first byte belong to the block before.
  let usedBits = 0;
  let streamCrc = 0;
  for (;;) {
    const bits = new BitReader(await input.atLeast(longestBlock(capacity)));
    bits.read(usedBits);
    const magic = bits.read(24) * 2 ** 24 + bits.read(24);
    if (magic === END_MAGIC) {
      if (bits.read32() !== streamCrc) throw damagedStream('bzip2', 'stream CRC does not match');
      input.drop(bits.position);
      return;
    }
    if (magic !== BLOCK_MAGIC) throw damagedStream('bzip2', 'no block where one should begin');
    const block = readBlock(bits, capacity);
    streamCrc = (((streamCrc << 1) | (streamCrc >>> 31)) ^ block.crc) >>> 0;
    usedBits = (8 - bits.pendingBits) % 8;
    input.drop(bits.position - (usedBits > 0 ? 1 : 0));
    yield* textOfBlock(block);
  }
}

function readLevel(bits: BitReader): number {
  const magic = bits.read(24);
  const level = bits.read(8) - 0x30;
  if (magic !== 0x425a68 || level < 1 || level > 9) throw damagedStream('bzip2', 'bad header');
  return level;
}

/** Every symbol in 20 bits, with selectors and tables: no block takes more room than that. */
function longestBlock(capacity: number): number {
  return capacity * 2.5 + 64 * 1024;
}

/** Compressed bytes at hand, so that a block can be decoded without waiting. */
class Lookahead {
  private held: Uint8Array = new Uint8Array(0);

  constructor(private readonly input: ChunkReader) {}

  /** Where the bytes at hand begin. */
  get offset(): number {
    return this.input.offset - this.held.length;
  }

  /** Where they end. */
  get end(): number {
    return this.input.offset;
  }

  /** `count` bytes or more; fewer only at the end, or before an error. They stay until they are dropped. */
  async atLeast(count: number): Promise<Uint8Array> {
    if (this.held.length < count) {
      const parts = [this.held];
      for (let missing = count - this.held.length; missing > 0;) {
        const part = await this.input.readSome(missing).catch(() => undefined);
        if (part === undefined) break;
        parts.push(part);
        missing -= part.length;
      }
      this.held = Buffer.concat(parts);
    }
    return this.held;
  }

  /** Throws the error that the input ended with, if it was one. */
  async fail(): Promise<void> {
    await this.input.readSome(1);
  }

  drop(count: number): void {
    if (count > this.held.length) throw truncatedStream('bzip2');
    this.held = this.held.subarray(count);
  }

  /** Whether anything but zeros follows. */
  async skipZeros(): Promise<boolean> {
    for (;;) {
      const bytes = await this.atLeast(1);
      if (bytes.length === 0) {
        await this.fail();
        return false;
      }
      if (bytes[0] !== 0) return true;
      this.drop(1);
    }
  }

  close(): Promise<void> {
    return this.input.close();
  }
}
