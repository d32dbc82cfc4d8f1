import { describe, expect, test } from 'vitest';
import { readEndpoint } from '../../../src/model/sockets/endpoint.js';

/** The words that a host reads from the bytes of an address. */
function words(bytes: number[], bigEndian: boolean): number[] {
  const buffer = Buffer.from(bytes);
  return Array.from({ length: bytes.length / 4 }, (_, index) =>
    bigEndian ? buffer.readUInt32BE(4 * index) : buffer.readUInt32LE(4 * index),
  );
}

const zeros = (count: number) => Array.from({ length: count }, () => 0);

describe.each([false, true])('of a dump with bigEndian %s', (bigEndian) => {
  test.each([
    [2, [10, 88, 0, 23], undefined, '10.88.0.23:80'],
    [10, [...zeros(15), 1], undefined, '[::1]:80'],
    [10, [...zeros(10), 0xff, 0xff, 10, 88, 0, 1], undefined, '[::ffff:10.88.0.1]:80'],
    [10, [0xfe, 0x80, ...zeros(13), 1], 'eth0', '[fe80::1%eth0]:80'],
    [10, [0x20, 0x01, 0x0d, 0xb8, ...zeros(11), 7], 'eth0', '[2001:db8::7]:80'],
  ])('family %i, bytes %j', (family, bytes, device, text) => {
    const address = words(bytes, bigEndian);
    expect(readEndpoint(family, address, 80, device, bigEndian)).toMatchObject({ text, port: 80 });
  });
});

test.each([
  [undefined, [1]],
  [2, undefined],
  [10, [1, 2]],
  [2, []],
  [99, [1]],
])('family %s with %j has none', (family, address) => {
  expect(readEndpoint(family, address, 80, undefined, false)).toHaveProperty('absent');
});
