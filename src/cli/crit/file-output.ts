import { encodeText } from '../../bytes/text.js';
import type { Output } from '../output.js';
import { withOutputFile } from '../output-file.js';

/**
 * Writes pieces to a file that the user named, or to standard output without one. A file that is there is
 * replaced without being asked to, as CRIU's crit does, once the new one is whole.
 * @param inputs files that are read meanwhile, which must not be replaced
 */
export async function writePieces(
  file: string | undefined,
  inputs: readonly string[],
  pieces: Iterable<string | Uint8Array>,
  output: Output,
): Promise<void> {
  await withOutputFile(file, output, { replace: true, inputs }, async (to) => {
    for (const piece of grouped(pieces)) await to.write(piece);
  });
}

/** Joins small pieces to larger ones: every write costs a system call. */
function* grouped(pieces: Iterable<string | Uint8Array>): Generator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  let text = '';
  const flushText = () => {
    if (text === '') return;
    const bytes = encodeText(text);
    waiting.push(bytes);
    size += bytes.length;
    text = '';
  };
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text += piece;
      if (text.length < 65536) continue;
    }
    flushText();
    if (typeof piece !== 'string') {
      waiting.push(piece);
      size += piece.length;
    }
    if (size >= 65536) {
      yield Buffer.concat(waiting);
      waiting = [];
      size = 0;
    }
  }
  flushText();
  yield Buffer.concat(waiting);
}
