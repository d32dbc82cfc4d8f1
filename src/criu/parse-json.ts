import { parse } from 'lossless-json';
import { CheckpointError } from '../bytes/checkpoint-error.js';

/** Converting a million digits takes seconds. */
const MAX_DIGITS = 1000;

/**
 * Parses JSON with exact integers for fields of images: integers become bigint. Of more than a thousand digits the
 * first are left, which is beyond all fields as well.
 * @throws CheckpointError `invalid-json` with the reason and, where known, the position
 */
export function parseJson(text: string): unknown {
  return parseWith(text, integerOf);
}

/**
 * The same, where integers are bigint only if numbers would not be exact, and none is shortened.
 * @throws CheckpointError `invalid-json`, also for an integer of more than a thousand digits
 */
export function parseExactJson(text: string): unknown {
  return parseWith(text, (digits) => {
    const number = Number(digits);
    if (Number.isSafeInteger(number)) return number;
    if (digits.length > MAX_DIGITS) throw new Error(`an integer of ${digits.length} digits`);
    return integerOf(digits);
  });
}

function integerOf(digits: string): number | bigint {
  return /^-?\d+$/.test(digits) ? BigInt(digits.slice(0, MAX_DIGITS)) : Number(digits);
}

function parseWith(text: string, parseNumber: (digits: string) => number | bigint): unknown {
  try {
    return parse(text, undefined, { parseNumber });
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    const reason = error instanceof RangeError ? 'nested too deep' : told;
    throw new CheckpointError('invalid-json', `not JSON: ${reason}`);
  }
}
