const SECOND = 1_000_000_000n;

/** RFC 3339, and what is like it: without a zone it is UTC, without a time of day the day's beginning. */
const ISO =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * Nanoseconds since the epoch of a time as programs write it, or of `@SECONDS`; undefined if it is none.
 * Beside them stands what `isoTime` makes of them.
 */
export function parseTime(text: string): bigint | undefined {
  const [, seconds, decimals = ''] = /^@(-?\d{1,15})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  if (seconds !== undefined) return BigInt(seconds) * SECOND + nanoseconds(decimals);
  const [, day, minute = '00:00', second = '00', fraction = '', zone = 'Z'] = ISO.exec(text) ?? [];
  if (day === undefined) return undefined;
  const colon = zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2').toUpperCase();
  // A leap second is the second behind it, as for POSIX.
  const isLeap = second === '60';
  const at = Date.parse(`${day}T${minute}:${isLeap ? '59' : second}${colon}`);
  if (Number.isNaN(at)) return undefined;
  return BigInt(at) * 1_000_000n + (isLeap ? SECOND : 0n) + nanoseconds(fraction);
}

function nanoseconds(decimals: string): bigint {
  return BigInt(decimals.padEnd(9, '0'));
}
