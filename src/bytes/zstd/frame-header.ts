import { CheckpointError } from '../checkpoint-error.js';
import type { ChunkReader } from '../chunk-reader.js';
import { damagedStream, truncatedStream } from '../compression-error.js';

/** RFC 8878, 3.1.1.1 */
export interface FrameHeader {
  /** Its bytes, with the checksum flag taken away: the decoder of the frame gets to see none. */
  readonly bytes: Uint8Array;
  readonly windowSize: number;
  readonly contentSize: number | undefined;
  readonly hasChecksum: boolean;
}

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
/** What zstd itself refuses without `--long`. */
const MAX_WINDOW = 128 * 1024 ** 2;
const CHECKSUM_FLAG = 0x04;
const RESERVED_FLAG = 0x08;

/** The header of the next frame; undefined at the end, or where only zeros follow. */
export async function readFrameHeader(input: ChunkReader): Promise<FrameHeader | undefined> {
  for (;;) {
    const magic = await input.read(4);
    if (magic.every((byte) => byte === 0)) return skipPadding(input);
    if (magic.length < 4) throw truncatedStream('zstd');
    const value = Buffer.from(magic).readUInt32LE();
    if ((value & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) await skipFrame(input);
    else if (value === FRAME_MAGIC) return parseHeader(magic, input);
    else throw damagedStream('zstd', 'no frame where one should begin', input.offset - 4);
  }
}

async function skipPadding(input: ChunkReader): Promise<undefined> {
  for await (const chunk of input.rest()) {
    if (chunk.some((byte) => byte !== 0)) throw damagedStream('zstd', 'garbage behind its end');
  }
}

async function skipFrame(input: ChunkReader): Promise<void> {
  const length = (await readExactly(input, 4)).readUInt32LE();
  if ((await input.skip(length)) < length) throw truncatedStream('zstd');
}

async function parseHeader(magic: Uint8Array, input: ChunkReader): Promise<FrameHeader> {
  const descriptor = (await readExactly(input, 1)).readUInt8();
  if ((descriptor & RESERVED_FLAG) !== 0) throw damagedStream('zstd', 'reserved bit is set');
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const windowByte = await readExactly(input, isSingleSegment ? 0 : 1);
  const dictionary = await readExactly(input, [0, 1, 2, 4][descriptor & 3] ?? 0);
  if (dictionary.some((byte) => byte !== 0)) {
    throw new CheckpointError('unsupported', 'zstd stream needs a dictionary');
  }
  const sizeLength = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const sizeBytes = await readExactly(input, sizeLength);
  const contentSize = readContentSize(sizeBytes);
  const windowSize = isSingleSegment ? (contentSize ?? 0) : readWindowSize(windowByte.readUInt8());
  if (windowSize > MAX_WINDOW) {
    throw new CheckpointError('unsupported', 'zstd stream needs a window of more than 128 MiB');
  }
  const flags = Buffer.of(descriptor & ~CHECKSUM_FLAG);
  return {
    bytes: Buffer.concat([magic, flags, windowByte, dictionary, sizeBytes]),
    windowSize,
    contentSize,
    hasChecksum: (descriptor & CHECKSUM_FLAG) !== 0,
  };
}

function readWindowSize(byte: number): number {
  const base = 2 ** (10 + (byte >> 3));
  return base + (base / 8) * (byte & 7);
}

function readContentSize(bytes: Buffer): number | undefined {
  switch (bytes.length) {
    case 0:
      return undefined;
    case 2:
      return bytes.readUInt16LE() + 256;
    case 8:
      return Number(bytes.readBigUInt64LE());
    default:
      return bytes.readUIntLE(0, bytes.length);
  }
}

async function readExactly(input: ChunkReader, length: number): Promise<Buffer> {
  const bytes = await input.read(length);
  if (bytes.length < length) throw truncatedStream('zstd');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
