import { CheckpointError } from './checkpoint-error.js';
import { ChunkReader } from './chunk-reader.js';
import { damagedStream, truncatedStream } from './compression-error.js';
import { KeptPieces } from './kept-pieces.js';
import { XzContext } from './xz/context.js';

/** xz-embedded's `enum xz_ret`. */
const XZ_OK = 0;
const XZ_STREAM_END = 1;
const XZ_UNSUPPORTED_CHECK = 2;
const XZ_MEM_ERROR = 3;
const XZ_MEMLIMIT_ERROR = 4;
const XZ_FORMAT_ERROR = 5;
const XZ_OPTIONS_ERROR = 6;
const XZ_DATA_ERROR = 7;
const XZ_BUF_ERROR = 8;

/** xz-embedded wants 21 bytes of input before it decodes the next symbol. */
const MOST_HELD_BACK = 64;

/** Of a stream's header, behind which it is known to be none. */
const HEADER_SIZE = 12;

/** xz, by xz-embedded in WebAssembly. It checks the CRCs; streams may follow one another. */
export async function* unxz(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const context = await XzContext.create();
  const input = new ChunkReader(chunks);
  const kept = new KeptPieces();
  let taken = 0;
  let given = 0;
  try {
    for (let code = XZ_OK; code !== XZ_STREAM_END;) {
      if (context.wantsInput) {
        const piece = (await input.readSome(context.bufferSize)) ?? new Uint8Array(0);
        kept.add(piece);
        context.supply(piece);
      }
      const step = context.step();
      ({ code } = step);
      taken += step.taken;
      given += step.output.length;
      if (step.output.length > 0) yield step.output;
      if (code === XZ_OK || code === XZ_STREAM_END) continue;
      const whole = code === XZ_DATA_ERROR || code === XZ_BUF_ERROR ? kept.whole() : undefined;
      if (whole !== undefined) yield await heldBack(whole, given);
      throw errorOf(code, taken, given > 0);
    }
  } finally {
    context.close();
    await input.close();
  }
}

/**
 * What the decoder could have given behind the first `given` bytes before it told an error. What it made in
 * the call that ends with one it keeps to itself, and the last bytes of a cut stream it leaves alone, as it
 * might need more to decode them. Asked for byte by byte, with zeros behind, it can do neither.
 */
async function heldBack(input: Uint8Array, given: number): Promise<Uint8Array> {
  const context = await XzContext.create();
  const padded = Buffer.concat([input, new Uint8Array(MOST_HELD_BACK)]);
  const made: Uint8Array[] = [];
  let left = given;
  let taken = 0;
  for (let code = XZ_OK, at = 0; code === XZ_OK;) {
    if (context.wantsInput) {
      const piece = padded.subarray(at, at + context.bufferSize);
      at += piece.length;
      context.supply(piece);
    }
    const step = context.step(Math.max(1, Math.min(left, context.bufferSize)));
    ({ code } = step);
    taken += step.taken;
    // Zeros are not what followed: what comes of them is not what was there.
    if (taken > input.length) break;
    if (left === 0) made.push(step.output);
    else left -= step.output.length;
  }
  context.close();
  return Buffer.concat(made);
}

function errorOf(code: number, offset: number, isBehindStream: boolean): CheckpointError {
  switch (code) {
    case XZ_BUF_ERROR:
      return truncatedStream('xz', offset);
    case XZ_MEM_ERROR:
    case XZ_MEMLIMIT_ERROR:
      return unsupported('needs a dictionary of more than 64 MiB', offset);
    case XZ_OPTIONS_ERROR:
      return unsupported('uses a filter or option that is not known', offset);
    case XZ_FORMAT_ERROR:
      if (isBehindStream) {
        return damagedStream('xz', 'garbage behind its end', offset - HEADER_SIZE);
      }
      return damagedStream('xz', 'not the xz magic', offset);
    case XZ_UNSUPPORTED_CHECK:
      return damagedStream('xz', 'a check of an unknown type', offset);
    default:
      return damagedStream('xz', 'corrupt data', offset);
  }
}

function unsupported(reason: string, offset: number): CheckpointError {
  return new CheckpointError('unsupported', `xz stream ${reason}`, { offset });
}
