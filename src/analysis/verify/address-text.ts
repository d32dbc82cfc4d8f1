/** A range of memory as the kernel writes it. */
export function addressText(start: bigint, end: bigint): string {
  return `${start.toString(16)}-${end.toString(16)}`;
}
