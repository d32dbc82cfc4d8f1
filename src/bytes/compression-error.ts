import { CheckpointError } from './checkpoint-error.js';
import type { Compression } from './detect-compression.js';

/** The error of bytes that contradict their compressed format. */
export function damagedStream(compression: Compression, reason: string): CheckpointError {
  return new CheckpointError('invalid-compression', `damaged ${compression} stream (${reason})`);
}

/** The error of a compressed stream that ends too early. */
export function truncatedStream(compression: Compression): CheckpointError {
  return new CheckpointError('unexpected-eof', `unexpected EOF in ${compression} stream`);
}
