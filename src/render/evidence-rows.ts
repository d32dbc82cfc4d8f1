const ROW = 16;

/** Rows of a hexdump with addresses, as evidence is shown. */
export function hexRows(start: bigint, bytes: Uint8Array, width = ROW): string[] {
  return Array.from({ length: Math.ceil(bytes.length / width) }, (_, index) => {
    const row = bytes.subarray(index * width, (index + 1) * width);
    const text = [...row]
      .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
      .join('');
    const address = (start + BigInt(index * width)).toString(16).padStart(16, '0');
    return `${address}  ${hexText(row).padEnd(3 * width - 1)}  |${text}|`;
  });
}

/** `7f 45 4c 46`. */
export function hexText(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
