/**
 * A number with one decimal, ties to the even digit: what `%.1f` prints in C, Go and Python.
 * `toFixed` rounds ties up.
 */
export function oneDecimal(value: number): string {
  const tenths = value * 10;
  const floor = Math.floor(tenths);
  const rest = tenths - floor;
  const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
  return `${Math.floor(rounded / 10)}.${rounded % 10}`;
}
