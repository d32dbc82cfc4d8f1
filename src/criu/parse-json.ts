import { parse } from 'lossless-json';
import { CheckpointError } from '../bytes/checkpoint-error.js';

/**
 * Parses JSON with exact integers: integers become bigint, whatever their size.
 * @throws CheckpointError `invalid-json` with the reason and, where known, the position
 */
export function parseJson(text: string): unknown {
  try {
    return parse(text, undefined, {
      parseNumber: (digits) => (/^-?\d+$/.test(digits) ? BigInt(digits) : Number(digits)),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CheckpointError('invalid-json', `not JSON: ${reason}`);
  }
}
