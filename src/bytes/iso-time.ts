const SECOND = 1_000_000_000n;

/** Seconds on either side of the epoch that the calendar of ECMAScript knows. */
const MAX_SECONDS = 8_640_000_000_000n;

/**
 * Nanoseconds since the epoch as ISO 8601 in UTC, with as many digits of the second as are told, at least
 * three. A time beyond the calendar, which anyone can give a file, stays a number: `@9223372036854775807`.
 */
export function isoTime(nanoseconds: bigint): string {
  const fraction = ((nanoseconds % SECOND) + SECOND) % SECOND;
  const seconds = (nanoseconds - fraction) / SECOND;
  if (seconds < -MAX_SECONDS || seconds >= MAX_SECONDS) return `@${decimalSeconds(nanoseconds)}`;
  const text = new Date(Number(seconds) * 1000).toISOString();
  return text.replace(/000Z$/, `${digits(fraction)}Z`);
}

function decimalSeconds(nanoseconds: bigint): string {
  const whole = nanoseconds / SECOND;
  const fraction = nanoseconds < 0n ? -(nanoseconds % SECOND) : nanoseconds % SECOND;
  return fraction === 0n ? String(whole) : `${whole}.${digits(fraction)}`;
}

/** Milliseconds, microseconds or nanoseconds, whichever are enough. */
function digits(fraction: bigint): string {
  return String(fraction)
    .padStart(9, '0')
    .replace(/(?:000){1,2}$/, '');
}
