import { expect, test } from 'vitest';
import { oneDecimal } from '../../src/bytes/one-decimal.js';

// What Python's '%.1f' prints.
test.each([
  [0, '0.0'],
  [1, '1.0'],
  [0.05, '0.1'],
  [0.15, '0.1'],
  [0.25, '0.2'],
  [0.35, '0.3'],
  [0.75, '0.8'],
  [1.25, '1.2'],
  [1.45, '1.4'],
  [2.675, '2.7'],
  [99.949, '99.9'],
  [1023.95, '1024.0'],
  [-0.25, '-0.2'],
  [-0.75, '-0.8'],
])('%d', (value, text) => {
  expect(oneDecimal(value)).toBe(text);
});
