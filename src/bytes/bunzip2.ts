import { BitReader } from './bzip2/bit-reader.js';
import { readBlock } from './bzip2/block.js';
import { textOfBlock } from './bzip2/text-of-block.js';
import { ChunkReader } from './chunk-reader.js';
import { damagedStream, truncatedStream } from './compression-error.js';

const BLOCK_UNIT = 100_000;
const BLOCK_MAGIC = 0x314159265359;
const END_MAGIC = 0x177245385090;

/** bzip2. Streams may follow one another, zeros behind them are padding. All CRCs are checked. */
export async function* bunzip2(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new Lookahead(new ChunkReader(chunks));
  try {
    while (await input.skipZeros()) yield* readStream(input);
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

  /** `count` bytes or more; fewer only at the end. They stay until they are dropped. */
  async atLeast(count: number): Promise<Uint8Array> {
    if (this.held.length < count) {
      this.held = Buffer.concat([this.held, await this.input.read(count - this.held.length)]);
    }
    return this.held;
  }

  drop(count: number): void {
    if (count > this.held.length) throw truncatedStream('bzip2');
    this.held = this.held.subarray(count);
  }

  /** Whether anything but zeros follows. */
  async skipZeros(): Promise<boolean> {
    for (;;) {
      const bytes = await this.atLeast(1);
      if (bytes.length === 0) return false;
      if (bytes[0] !== 0) return true;
      this.drop(1);
    }
  }

  close(): Promise<void> {
    return this.input.close();
  }
}
