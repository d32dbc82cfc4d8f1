/** Blocks of pcapng (draft-ietf-opsawg-pcapng), in little-endian. */
const BLOCK = { section: 0x0a0d0d0a, interface: 1, packet: 6 } as const;

const OPTION = { end: 0, comment: 1, resolution: 9, application: 4 } as const;

/** LINKTYPE_RAW: packets begin with the header of IPv4 or IPv6. */
export const LINKTYPE_RAW = 101;

/** The first block. Its length is that of no section in particular. */
export function sectionBlock(application: string, comment: string): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt32LE(0x1a2b3c4d, 0);
  body.writeUInt16LE(1, 4);
  body.writeBigInt64LE(-1n, 8);
  const options = [
    textOption(OPTION.application, application),
    textOption(OPTION.comment, comment),
  ];
  return block(BLOCK.section, body, options);
}

/** What packets were seen on. Their times are nanoseconds. */
export function interfaceBlock(linkType: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeUInt16LE(linkType, 0);
  return block(BLOCK.interface, body, [option(OPTION.resolution, Buffer.of(9))]);
}

/** A packet on the first interface, whole. */
export function packetBlock(timeNs: bigint, packet: Uint8Array, comment: string): Buffer {
  const body = Buffer.alloc(20 + padded(packet.length));
  body.writeUInt32LE(Number((timeNs >> 32n) & 0xffffffffn), 4);
  body.writeUInt32LE(Number(timeNs & 0xffffffffn), 8);
  body.writeUInt32LE(packet.length, 12);
  body.writeUInt32LE(packet.length, 16);
  body.set(packet, 20);
  return block(BLOCK.packet, body, [textOption(OPTION.comment, comment)]);
}

function block(type: number, body: Uint8Array, options: readonly Uint8Array[]): Buffer {
  const end = option(OPTION.end, Buffer.alloc(0));
  const content = Buffer.concat([body, ...options, end]);
  const length = content.length + 12;
  const head = Buffer.alloc(8);
  head.writeUInt32LE(type, 0);
  head.writeUInt32LE(length, 4);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(length, 0);
  return Buffer.concat([head, content, tail]);
}

function textOption(code: number, text: string): Buffer {
  return option(code, Buffer.from(text, 'utf8').subarray(0, 0xfff0));
}

function option(code: number, value: Uint8Array): Buffer {
  const bytes = Buffer.alloc(4 + padded(value.length));
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt16LE(value.length, 2);
  bytes.set(value, 4);
  return bytes;
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}
