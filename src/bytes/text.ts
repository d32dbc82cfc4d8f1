import { isUtf8 } from 'node:buffer';

/**
 * Text of bytes that should be UTF-8. Names on Linux are bytes: those that are not UTF-8 become lone
 * surrogates U+DC80 to U+DCFF, one a byte, as Python's `surrogateescape` does, so nothing is lost.
 */
export function decodeText(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer)) return buffer.toString('utf8');
  let text = '';
  let valid = 0;
  for (let at = 0; at < buffer.length;) {
    const length = sequenceLength(buffer, at);
    if (length === 0) {
      text += buffer.toString('utf8', valid, at) + String.fromCharCode(0xdc00 + (buffer[at] ?? 0));
      at += 1;
      valid = at;
    } else {
      at += length;
    }
  }
  return text + buffer.toString('utf8', valid);
}

/** The bytes that `decodeText` read. */
export function encodeText(text: string): Uint8Array {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8');
  // With the `u` flag the class matches lone surrogates only, never the half of a pair.
  const parts = text.split(/([\udc80-\udcff])/u);
  return Buffer.concat(
    parts.map((part, index) =>
      index % 2 === 1 ? Buffer.of(part.charCodeAt(0) - 0xdc00) : Buffer.from(part, 'utf8'),
    ),
  );
}

/** Bytes of the UTF-8 sequence that begins at `at`; 0 if none does (Unicode, table 3-7). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 0;
  return length > 0 && isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}
