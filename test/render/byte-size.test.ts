import { expect, test } from 'vitest';
import { formatBytes } from '../../src/render/byte-size.js';

// Ties go to the even digit, as in Go's and C's %.1f: 2.25 is 2.2.
test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [2304, '2.2 KiB'],
  [419840, '410.0 KiB'],
  [1048575, '1024.0 KiB'],
  [1048576, '1.0 MiB'],
  [12582912, '12.0 MiB'],
  [2 ** 40, '1.0 TiB'],
  [2 ** 53, '8.0 PiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
