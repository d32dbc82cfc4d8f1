/** Puts items behind others, however many: each argument of `push(...items)` takes room on the stack. */
export function append<T>(to: T[], items: Iterable<T>): void {
  for (const item of items) to.push(item);
}
