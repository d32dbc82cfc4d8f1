import { describe, expect, test } from 'vitest';
import { formatAddress, parseAddress } from '../../src/criu/ip-text.js';

// Texts of Python's ipaddress, and the words of a little-endian and of a big-endian host.
describe.each<[string, number[], number[]]>([
  ['127.0.0.1', [16777343], [2130706433]],
  ['0.0.0.0', [0], [0]],
  ['255.255.255.255', [4294967295], [4294967295]],
  ['::', [0, 0, 0, 0], [0, 0, 0, 0]],
  ['::1', [0, 0, 0, 16777216], [0, 0, 0, 1]],
  ['2001:db8::1', [3087860000, 0, 0, 16777216], [536939960, 0, 0, 1]],
  ['fe80::1:0:0:1', [33022, 0, 256, 16777216], [4269801472, 0, 65536, 1]],
  ['::ffff:a01:203', [0, 0, 4294901760, 50462986], [0, 0, 65535, 167838211]],
  ['1:0:0:2::3', [256, 33554432, 0, 50331648], [65536, 2, 0, 3]],
  [
    '2001:db8:0:1:1:1:1:1',
    [3087860000, 16777216, 16777472, 16777472],
    [536939960, 1, 65537, 65537],
  ],
  ['ff02::fb', [767, 0, 0, 4211081216], [4278321152, 0, 0, 251]],
])('%s', (text, little, big) => {
  test('from words to text and back', () => {
    expect(formatAddress(little, false)).toBe(text);
    expect(formatAddress(big, true)).toBe(text);
    expect(parseAddress(text, false)).toEqual(little);
    expect(parseAddress(text, true)).toEqual(big);
  });
});

test.each([[[]], [[1, 2]], [[1, 2, 3]], [[1, 2, 3, 4, 5]]])('%j are no address', (words) => {
  expect(formatAddress(words, false)).toBeUndefined();
});

test('the dotted form of IPv6 is read too', () => {
  expect(parseAddress('::ffff:10.1.2.3', false)).toEqual([0, 0, 4294901760, 50462986]);
});

test.each([
  '256.1.1.1',
  '1.2.3',
  '1.2.3.4.5',
  '1:2',
  '::1]/[',
  ':::',
  'fe80::1%eth0',
  'a.b.c.d',
  '',
])('%j is no address', (text) => {
  expect(parseAddress(text, false)).toBeUndefined();
});
