import { describe, expect, test } from 'vitest';
import { interfaceBlock, packetBlock, sectionBlock } from '../../src/formats/pcapng/blocks.js';
import { addressBytes } from '../../src/formats/pcapng/ip-address.js';
import { tcpPacket, udpPacket } from '../../src/formats/pcapng/ip-packet.js';

test.each([
  ['10.88.0.23', [10, 88, 0, 23]],
  ['::ffff:127.0.0.1', [127, 0, 0, 1]],
  ['::1', [...Array.from({ length: 15 }, () => 0), 1]],
  ['::', Array.from({ length: 16 }, () => 0)],
  ['fe80::1:2%eth0', [0xfe, 0x80, ...Array.from({ length: 11 }, () => 0), 1, 0, 2]],
  ['2001:db8:1:2:3:4:5:6', [0x20, 1, 0xd, 0xb8, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6]],
])('%s', (text, bytes) => {
  expect([...(addressBytes(text) ?? [])]).toEqual(bytes);
});

test.each(['', 'eth0', '10.0.0', '1::2::3'])('%j is no address', (text) => {
  expect(addressBytes(text)).toBeUndefined();
});

/** Over bytes with their checksum in them it is 0 (RFC 1071). */
function sumOf(...parts: Uint8Array[]): number {
  const bytes = Buffer.concat(parts);
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) {
    sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

describe('packets', () => {
  const four = ['10.0.0.1', '10.0.0.2'].map((text) => addressBytes(text) ?? new Uint8Array(0));
  const six = ['fe80::1', 'fe80::2'].map((text) => addressBytes(text) ?? new Uint8Array(0));
  const ends = ([a = new Uint8Array(0), b = new Uint8Array(0)]: Uint8Array[]) =>
    [
      { address: a, port: 80 },
      { address: b, port: 4444 },
    ] as const;

  test('a TCP segment has its ports, numbers, data and right checksums', () => {
    const [from, to] = ends(four);
    const numbers = { sequence: 2 ** 32 - 3, acknowledged: -1 };
    const packet = tcpPacket(from, to, numbers, Buffer.from('odd'));
    expect(packet.length).toBe(43);
    expect(packet.readUInt16BE(2)).toBe(43);
    expect([packet[0], packet[9]]).toEqual([0x45, 6]);
    expect(sumOf(packet.subarray(0, 20))).toBe(0);
    const pseudo = Buffer.from([...from.address, ...to.address, 0, 6, 0, 23]);
    expect(sumOf(pseudo, packet.subarray(20))).toBe(0);
    expect([packet.readUInt16BE(20), packet.readUInt16BE(22)]).toEqual([80, 4444]);
    expect([packet.readUInt32BE(24), packet.readUInt32BE(28)]).toEqual([0xfffffffd, 0xffffffff]);
    expect(packet.subarray(40).toString()).toBe('odd');
  });

  test('a UDP datagram over IPv6', () => {
    const [from, to] = ends(six);
    const packet = udpPacket(from, to, Buffer.from('data'));
    expect([packet[0], packet[6], packet.readUInt16BE(4)]).toEqual([0x60, 17, 12]);
    const pseudo = Buffer.from([...from.address, ...to.address, 0, 0, 0, 12, 0, 0, 0, 17]);
    expect(sumOf(pseudo, packet.subarray(40))).toBe(0);
  });
});

test('blocks have their length at both ends, and a time in halves', () => {
  const packet = packetBlock(0x1234567890abcdefn, Buffer.from('12345'), 'a comment');
  for (const block of [sectionBlock('x', 'y'), interfaceBlock(101), packet]) {
    expect(block.length % 4).toBe(0);
    expect(block.readUInt32LE(4)).toBe(block.length);
    expect(block.readUInt32LE(block.length - 4)).toBe(block.length);
  }
  expect(packet.readUInt32LE(0)).toBe(6);
  expect([packet.readUInt32LE(12), packet.readUInt32LE(16)]).toEqual([0x12345678, 0x90abcdef]);
  expect([packet.readUInt32LE(20), packet.readUInt32LE(24)]).toEqual([5, 5]);
  expect(packet.subarray(28, 36).toString('latin1')).toBe('12345\0\0\0');
});
