import { memorySource } from '../../src/bytes/byte-source.js';
import { CheckpointError } from '../../src/bytes/checkpoint-error.js';
import { decodeImage, type DecodeOptions } from '../../src/criu/decode-image.js';
import { encodeImage } from '../../src/criu/encode-image.js';
import { openImage, type Image } from '../../src/criu/image.js';

export const PLAIN: DecodeOptions = { pretty: false };
export const SHOW: DecodeOptions = { pretty: true };
export const NOPL: DecodeOptions = { pretty: true, nopl: true };

export function open(bytes: Uint8Array, member = 'test.img'): Image {
  return openImage(memorySource(bytes, { member }));
}

export function decode(bytes: Uint8Array, options = PLAIN, member = 'test.img'): string {
  return [...decodeImage(open(bytes, member), options)].join('');
}

export function encode(text: string): Buffer {
  return Buffer.concat([...encodeImage(text, { file: 'test.json' })]);
}

/** The CheckpointError that `run` ends with. */
export function failure(run: () => unknown): CheckpointError {
  try {
    run();
  } catch (error) {
    if (error instanceof CheckpointError) return error;
    throw error;
  }
  throw new Error('no error');
}

/** Where two texts or bytes begin to differ, as a short message; undefined when they are equal. */
export function difference(found: string | Buffer, expected: string | Buffer): string | undefined {
  if (found.length === expected.length && Buffer.from(found).equals(Buffer.from(expected))) {
    return undefined;
  }
  let at = 0;
  while (at < found.length && found[at] === expected[at]) at++;
  const around = (whole: string | Buffer) =>
    typeof whole === 'string'
      ? JSON.stringify(whole.slice(Math.max(at - 60, 0), at + 60))
      : whole.subarray(at, at + 16).toString('hex');
  return `differs at ${at}: ${around(found)} where ${around(expected)} is expected`;
}
