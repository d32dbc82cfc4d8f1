/** Bytes of netlink structures, in either byte order. */
export interface ByteOrder {
  readonly bigEndian?: boolean;
}

function integer(size: 2 | 4, value: number, { bigEndian = false }: ByteOrder): Buffer {
  const bytes = Buffer.alloc(size);
  if (bigEndian) bytes.writeUIntBE(value, 0, size);
  else bytes.writeUIntLE(value, 0, size);
  return bytes;
}

export const u16 = (value: number, order: ByteOrder = {}) => integer(2, value, order);
export const u32 = (value: number, order: ByteOrder = {}) => integer(4, value, order);

function aligned(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

/** struct rtattr and its content. */
export function attribute(type: number, content: Uint8Array, order: ByteOrder = {}): Buffer {
  return aligned(Buffer.concat([u16(4 + content.length, order), u16(type, order), content]));
}

/** struct nlmsghdr and its content. */
export function message(
  type: number,
  content: readonly Uint8Array[],
  order: ByteOrder = {},
): Buffer {
  const body = Buffer.concat(content);
  const header = [u32(16 + body.length, order), u16(type, order), u16(0), u32(0), u32(0)];
  return aligned(Buffer.concat([...header, body]));
}
