import xz from 'xz-decompress';
import { CheckpointError } from './checkpoint-error.js';
import { ChunkReader } from './chunk-reader.js';
import { damagedStream, truncatedStream } from './compression-error.js';

/** xz-embedded's `enum xz_ret`, as far as it is not damage. */
const XZ_MEM_ERROR = 3;
const XZ_MEMLIMIT_ERROR = 4;
const XZ_OPTIONS_ERROR = 6;
const XZ_BUF_ERROR = 8;

const REASONS: Readonly<Record<number, string>> = {
  2: 'a check of an unknown type',
  5: 'not the xz magic',
  7: 'corrupt data',
};

/** xz, by xz-embedded in WebAssembly. It checks the CRCs; streams may follow one another. */
export async function* unxz(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  liftMutex();
  const input = new ChunkReader(chunks);
  const output = new xz.XzReadableStream(webStream(input)).getReader();
  try {
    for (;;) {
      const { done, value } = await output.read();
      if (done) break;
      if (value.length > 0) yield value;
    }
    for await (const rest of input.rest()) {
      if (rest.some((byte) => byte !== 0)) throw damagedStream('xz', 'garbage behind its end');
    }
  } catch (error) {
    throw translate(error);
  } finally {
    // Neither is waited for: a read of ours may still hang on a pipe.
    output.cancel().catch(() => undefined);
    input.close().catch(() => undefined);
  }
}

function webStream(input: ChunkReader): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await input.readSome(Infinity);
        if (chunk === undefined) controller.close();
        else controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
}

/**
 * The package lets one stream live at a time and makes others wait. An xz file inside an xz archive
 * would wait for ever; contexts are independent of each other, so nothing is lost without the wait.
 */
function liftMutex(): void {
  Object.assign(xz.XzReadableStream, {
    _contextMutex: { acquire: () => Promise.resolve(), release: () => undefined },
  });
}

function translate(error: unknown): unknown {
  if (error instanceof CheckpointError || !(error instanceof Error)) return error;
  const code = Number(/error code (\d+)/.exec(error.message)?.[1] ?? NaN);
  if (Number.isNaN(code)) return error;
  if (code === XZ_BUF_ERROR) return truncatedStream('xz');
  if (code === XZ_MEM_ERROR || code === XZ_MEMLIMIT_ERROR) {
    return new CheckpointError('unsupported', 'xz stream needs a dictionary of more than 64 MiB');
  }
  if (code === XZ_OPTIONS_ERROR) {
    return new CheckpointError(
      'unsupported',
      'xz stream uses a filter or option that is not known',
    );
  }
  return damagedStream('xz', REASONS[code] ?? error.message);
}
