/**
 * A number with one decimal, ties to the even digit: what `%.1f` prints in C, Go and Python.
 * `toFixed` is as exact, but rounds ties up.
 */
export function oneDecimal(value: number): string {
  // Only odd multiples of a quarter lie exactly between two decimals.
  const isTie = Number.isInteger(value * 4) && !Number.isInteger(value * 2);
  if (!isTie) return value.toFixed(1);
  const tenths = Math.floor(value * 10);
  return ((tenths % 2 === 0 ? tenths : tenths + 1) / 10).toFixed(1);
}
