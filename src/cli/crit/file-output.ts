import { closeSync, fstatSync, openSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { encodeText } from '../../bytes/text.js';
import type { Output } from '../output.js';
import { refuseSameFile } from '../output-file.js';

/**
 * Writes pieces to a file that the user named, or to standard output without one. The file is
 * readable by its owner only, and does not stay when writing fails half-way.
 * @param inputs files that are read meanwhile, which must not be overwritten
 */
export async function writePieces(
  file: string | undefined,
  inputs: readonly string[],
  pieces: Iterable<string | Uint8Array>,
  output: Output,
): Promise<void> {
  if (file === undefined || file === '-') {
    for (const piece of grouped(pieces)) await output.write(piece);
    return;
  }
  for (const input of inputs) refuseSameFile(file, input);
  const existed = statSync(file, { throwIfNoEntry: false }) !== undefined;
  const fd = openForWriting(file);
  try {
    for (const piece of grouped(pieces)) writeAll(fd, piece);
  } catch (error) {
    if (!existed && fstatSync(fd).isFile()) unlinkSync(file);
    throw error;
  } finally {
    closeSync(fd);
  }
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

function openForWriting(file: string): number {
  try {
    return openSync(file, 'w', 0o600);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new CheckpointError('not-readable', `cannot write ${file}: ${reason}`);
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
}
