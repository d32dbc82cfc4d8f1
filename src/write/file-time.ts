const SECOND = 1_000_000_000n;

/** The last time that the system can be given: a double below 2^63 seconds. */
const LAST = 9_223_372_036_854_774_784n * SECOND;

/**
 * A time as Node takes it for a file: seconds in decimal, because of a number before 1970 it makes the
 * present, and a Date counts milliseconds. Node hands a double on to libuv, which cuts it at whole
 * microseconds (uv__fs_to_timespec), so that is how exact it can be. A time that no file can have becomes the
 * nearest that one can; file systems do the same with those that only they cannot keep.
 * @param nanoseconds since 1970
 */
export function fileTime(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const bounded = size > LAST ? LAST : size;
  const fraction = bounded % SECOND;
  const text = `${bounded / SECOND}.${String(fraction).padStart(9, '0')}`;
  const sign = nanoseconds < 0n ? '-' : '';
  // The nearest double may lie just below the microsecond.
  const isShort = microsecondsOf(Number(text)) < Number(fraction / 1000n);
  return sign + (isShort ? `${text.slice(0, -3)}25` : text);
}

/** What libuv makes of the fraction. */
function microsecondsOf(seconds: number): number {
  return Math.floor(((seconds - Math.floor(seconds)) * 1e9) / 1000);
}
