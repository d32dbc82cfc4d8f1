import { expect, test } from 'vitest';
import { append } from '../../src/bytes/append.js';

test('any number of items is put behind others', () => {
  const to = [-1];
  append(
    to,
    Array.from({ length: 300_000 }, (_, index) => index),
  );
  expect([to.length, to[0], to[1], to.at(-1)]).toEqual([300_001, -1, 0, 299_999]);
});
