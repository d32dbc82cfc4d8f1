/** Where the content of a field lies in the bytes of its message. */
export interface FieldExtent {
  readonly offset: number;
  readonly length: number;
}

/**
 * The last field of this number that holds bytes, a text or a message: that one counts. For messages
 * that readMessage has taken; undefined where there is none.
 */
export function findDelimited(message: Uint8Array, number: number): FieldExtent | undefined {
  let found: FieldExtent | undefined;
  for (let at = 0; at < message.length;) {
    const tag = readVarint(message, at);
    at = tag.end;
    switch (tag.value % 8) {
      case 0:
        at = readVarint(message, at).end;
        break;
      case 1:
        at += 8;
        break;
      case 5:
        at += 4;
        break;
      case 2: {
        const { value: length, end: offset } = readVarint(message, at);
        if (offset + length > message.length) return found;
        // A tag has 32 bits, whatever more its varint says.
        if (Math.floor((tag.value % 2 ** 32) / 8) === number) found = { offset, length };
        at = offset + length;
        break;
      }
      default:
        return found;
    }
  }
  return found;
}

/** The low 49 bits: a tag has 32, and a length that is valid has fewer. */
function readVarint(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  let at = start;
  for (let scale = 1; at < bytes.length; scale *= 128) {
    const byte = bytes[at++] ?? 0;
    if (scale < 2 ** 49) value += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
  }
  return { value, end: at };
}
