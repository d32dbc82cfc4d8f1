/** Microseconds in a unit that suits them, with five digits: `807 µs`, `10 ms`, `124.88 ms`, `20 s`. */
export function formatMicroseconds(microseconds: number): string {
  if (microseconds < 1000) return `${microseconds} µs`;
  const [value, unit] =
    microseconds < 1_000_000 ? [microseconds / 1000, 'ms'] : [microseconds / 1_000_000, 's'];
  return `${Number(value.toPrecision(5))} ${unit}`;
}
