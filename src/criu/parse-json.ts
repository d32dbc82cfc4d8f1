import { parse } from 'lossless-json';
import { CheckpointError } from '../bytes/checkpoint-error.js';

/** No field holds more digits, and converting a million takes seconds. What has more is beyond all fields anyway. */
const MAX_DIGITS = 40;

/**
 * Parses JSON with exact integers: integers become bigint, whatever their size.
 * @throws CheckpointError `invalid-json` with the reason and, where known, the position
 */
export function parseJson(text: string): unknown {
  return parseWith(text, integerOf);
}

/** The same, where integers are bigint only if numbers would not be exact. */
export function parseExactJson(text: string): unknown {
  return parseWith(text, (digits) => {
    const number = Number(digits);
    return Number.isSafeInteger(number) ? number : integerOf(digits);
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
