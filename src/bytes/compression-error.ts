import { CheckpointError } from './checkpoint-error.js';
import type { Compression } from './detect-compression.js';

/**
 * The error of bytes that contradict their compressed format.
 * @param offset where in the compressed stream, as far as that is known better than by what was read of it
 */
export function damagedStream(
  compression: Compression,
  reason: string,
  offset?: number,
): CheckpointError {
  const sentence = `damaged ${compression} stream (${reason})`;
  return new CheckpointError('invalid-compression', sentence, placeOf(offset));
}

/** The error of a compressed stream that ends too early. */
export function truncatedStream(compression: Compression, offset?: number): CheckpointError {
  const sentence = `unexpected EOF in ${compression} stream`;
  return new CheckpointError('unexpected-eof', sentence, placeOf(offset));
}

function placeOf(offset: number | undefined): { offset?: number } {
  return offset === undefined ? {} : { offset };
}

/** An error of a decoder with the place in its stream, where it does not tell a better one. */
export function locatedError(error: unknown, offset: number): unknown {
  const isOfDecoder = error instanceof CheckpointError && error.place.file === undefined;
  return isOfDecoder ? error.at({ offset }) : error;
}
