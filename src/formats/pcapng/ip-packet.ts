/** One end of a packet; both ends have addresses of the same length. */
export interface PacketEnd {
  readonly address: Uint8Array;
  readonly port: number;
}

const TCP = 6;
const UDP = 17;
const HOPS = 64;

/** Bits of the TCP header (RFC 9293). */
export const TcpFlag = { push: 0x08, ack: 0x10 } as const;

/** A TCP segment in an IP packet, with right checksums. */
export function tcpPacket(
  from: PacketEnd,
  to: PacketEnd,
  { sequence, acknowledged }: { readonly sequence: number; readonly acknowledged: number },
  data: Uint8Array,
): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(from.port, 0);
  header.writeUInt16BE(to.port, 2);
  header.writeUInt32BE(sequence >>> 0, 4);
  header.writeUInt32BE(acknowledged >>> 0, 8);
  header[12] = 5 << 4;
  header[13] = TcpFlag.push | TcpFlag.ack;
  header.writeUInt16BE(0xffff, 14);
  return ipPacket(TCP, from, to, header, 16, data);
}

/** A UDP datagram in an IP packet. */
export function udpPacket(from: PacketEnd, to: PacketEnd, data: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(from.port, 0);
  header.writeUInt16BE(to.port, 2);
  header.writeUInt16BE(8 + data.length, 4);
  return ipPacket(UDP, from, to, header, 6, data);
}

/** @param checksumAt where in the header of the protocol its checksum is */
function ipPacket(
  protocol: number,
  from: PacketEnd,
  to: PacketEnd,
  header: Buffer,
  checksumAt: number,
  data: Uint8Array,
): Buffer {
  const length = header.length + data.length;
  const pseudo = Buffer.alloc(8);
  pseudo.writeUInt32BE(length, 0);
  pseudo[7] = protocol;
  const sum = checksum([from.address, to.address, pseudo, header, data]);
  // Of UDP 0 would mean that there is none.
  header.writeUInt16BE(sum === 0 && protocol === UDP ? 0xffff : sum, checksumAt);
  const isFour = from.address.length === 4;
  const ip = isFour
    ? fourHeader(protocol, from, to, length)
    : sixHeader(protocol, from, to, length);
  return Buffer.concat([ip, header, data]);
}

function fourHeader(protocol: number, from: PacketEnd, to: PacketEnd, length: number): Buffer {
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(20 + length, 2);
  header[8] = HOPS;
  header[9] = protocol;
  header.set(from.address, 12);
  header.set(to.address, 16);
  header.writeUInt16BE(checksum([header]), 10);
  return header;
}

function sixHeader(protocol: number, from: PacketEnd, to: PacketEnd, length: number): Buffer {
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(length, 4);
  header[6] = protocol;
  header[7] = HOPS;
  header.set(from.address, 8);
  header.set(to.address, 24);
  return header;
}

/** The Internet checksum (RFC 1071). Only the last part may have an odd length. */
function checksum(parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 2) {
      sum += ((part[at] ?? 0) << 8) | (part[at + 1] ?? 0);
      if (sum > 0xffff) sum -= 0xffff;
    }
  }
  return ~sum & 0xffff;
}
