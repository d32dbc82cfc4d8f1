import { type HeaderNumber, SECOND } from './number-field.js';

/** No number of 64 bits has more; what has is beyond all of them. */
const MAX_DIGITS = 20;

/** An integer in decimal, at most twenty nines. Undefined if it is none. */
export function parsePaxInteger(text: string): HeaderNumber | undefined {
  const [, sign, zeroed] = /^(-?)([0-9]+)$/.exec(text) ?? [];
  if (sign === undefined || zeroed === undefined) return undefined;
  const digits = zeroed.replace(/^0+(?=.)/, '');
  const number = Number(sign + digits);
  if (Number.isSafeInteger(number)) return number + 0;
  const exact = BigInt(digits.length > MAX_DIGITS ? '9'.repeat(MAX_DIGITS) : digits);
  return sign === '' ? exact : -exact;
}

/** Seconds with a fraction of any length as nanoseconds, rounded down. Undefined if it is none. */
export function parsePaxTime(text: string): bigint | undefined {
  const [, sign, seconds, fraction = ''] = /^(-?)([0-9]+)(?:\.([0-9]*))?$/.exec(text) ?? [];
  const whole = seconds === undefined ? undefined : parsePaxInteger(seconds);
  if (whole === undefined) return undefined;
  const time = BigInt(whole) * SECOND + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  if (sign === '') return time;
  return /[1-9]/.test(fraction.slice(9)) ? -time - 1n : -time;
}
