import { expect, test } from 'vitest';
import { counted } from '../../src/bytes/counted.js';

test('one is told in the singular', () => {
  expect([0, 1, 2, 1n, 2n].map((number) => counted(number, 'page'))).toEqual([
    '0 pages',
    '1 page',
    '2 pages',
    '1 page',
    '2 pages',
  ]);
  expect(counted(1, 'process', 'processes')).toBe('1 process');
  expect(counted(3, 'expiry', 'expiries')).toBe('3 expiries');
});
