import type { ChunkReader } from '../chunk-reader.js';
import { damagedStream, truncatedStream } from '../compression-error.js';

/** RFC 1952, 2.3.1: FLG. */
const HEADER_CRC = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const RESERVED = 0xe0;

const MAGIC = [0x1f, 0x8b];
const DEFLATE = 8;

/**
 * Goes behind the header of the next member.
 * @param isLater whether members came before it, behind which zeros are padding
 * @returns false at the end
 */
export async function skipHeader(input: ChunkReader, isLater: boolean): Promise<boolean> {
  const start = input.offset;
  const damaged = (reason: string) => damagedStream('gzip', reason, start);
  const fixed = await input.read(10);
  if (isLater) {
    if (fixed.every((byte) => byte === 0)) return skipPadding(input, start);
    const isMagic = MAGIC.every((byte, index) => (fixed[index] ?? byte) === byte);
    if (!isMagic) throw damaged('garbage behind its end');
  }
  if (fixed.length < 10) throw truncatedStream('gzip', input.offset);
  const [, , method, flags = 0] = fixed;
  if (method !== DEFLATE) {
    throw damagedStream('gzip', `unknown compression method ${method ?? 0}`, start + 2);
  }
  if ((flags & RESERVED) !== 0) throw damagedStream('gzip', 'unknown header flags', start + 3);
  if ((flags & EXTRA) !== 0) {
    const length = await input.read(2);
    await skip(input, (length[0] ?? 0) + (length[1] ?? 0) * 256);
  }
  if ((flags & NAME) !== 0) await skipText(input);
  if ((flags & COMMENT) !== 0) await skipText(input);
  if ((flags & HEADER_CRC) !== 0) await skip(input, 2);
  return true;
}

async function skipPadding(input: ChunkReader, start: number): Promise<false> {
  for await (const chunk of input.rest()) {
    if (chunk.some((byte) => byte !== 0)) {
      throw damagedStream('gzip', 'garbage behind its end', start);
    }
  }
  return false;
}

async function skip(input: ChunkReader, count: number): Promise<void> {
  if ((await input.skip(count)) < count) throw truncatedStream('gzip', input.offset);
}

async function skipText(input: ChunkReader): Promise<void> {
  for (;;) {
    const part = await input.readSome(4096);
    if (part === undefined) throw truncatedStream('gzip', input.offset);
    const end = part.indexOf(0);
    if (end < 0) continue;
    input.unread(part.length - end - 1);
    return;
  }
}
